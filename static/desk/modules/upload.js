/* Uploads: many photos dropped on the page or chosen, two at a time, each with its own progress and its own answer. */
const WORDS = {
  waits: 'Waits', sends: 'Uploading', develops: 'Making its sizes', done: 'In the library',
  read: fields => `Read from the file: ${fields.join(', ')}. Check it.`, add: 'Add what is missing', open: 'Open it',
  there: 'Open the one there', again: 'Add it a second time', retry: 'Try again',
  large: 'It is larger than 40 MB. Save the photo smaller and upload it again.',
  broke: 'The connection broke, or the file can’t be read any more.', out: 'You are signed out. Sign in in another window, then try again.',
  odd: 'The server couldn’t answer. Try again in a minute.', progress: name => `Upload of ${name}`,
  sum: (done, all, asks, failed) => [`${done} of ${all} in the library`, asks && `${asks} there already`, failed && `${failed} not taken`].filter(Boolean).join(', ') + '.',
  list: 'Show them in the list',
};
const AT_ONCE = 2;
const form = document.querySelector('[data-upload]'), input = form.elements.file, box = document.querySelector('[data-uploads]');
const list = box.querySelector('ul'), sum = box.querySelector('.upload-sum'), most = +form.dataset.most;
const all = [], waiting = [];
let running = 0;
const el = (tag, fields = {}, ...inside) => { const made = Object.assign(document.createElement(tag), fields); made.append(...inside); return made; };

const show = (job, state, words, ...more) => {
  job.state = state;
  job.row.dataset.state = state;
  job.status.dataset.status = { done: 'live', lacks: 'returned', known: 'stale', failed: 'withdrawn' }[state] ?? 'draft';
  job.status.textContent = words;
  job.more.replaceChildren(...more);
  job.progress.hidden = !['waits', 'sends', 'develops'].includes(state);
  count();
};
const count = () => {
  const of = (...states) => all.filter(job => states.includes(job.state)).length;
  const left = of('waits', 'sends', 'develops'), done = of('done', 'lacks');
  const words = WORDS.sum(done, all.length, of('known'), of('failed'));
  if (sum.dataset.said === words + left) return;
  sum.dataset.said = words + left;
  sum.replaceChildren(words, ...(done && !left ? [' ', el('a', { href: location.pathname, textContent: WORDS.list })] : []));
};
const picture = (job, photo) => {
  job.row.querySelector('img').src = photo.thumbnail;
  job.name.replaceChildren(el('a', { href: photo.address, textContent: photo.name }));
};
const button = (words, act) => { const made = el('button', { type: 'button', className: 'quiet', textContent: words }); made.addEventListener('click', act); return made; };
const retry = (job, words) => show(job, 'failed', words, button(WORDS.retry, () => line(job)));

const answered = (job, request) => {
  let said = null;
  try { said = JSON.parse(request.responseText); } catch { /* a page: signed out, or something is broken */ }
  if (request.status === 201 && said) {
    picture(job, said);
    const read = said.read.length ? [el('p', { className: 'meta', textContent: WORDS.read(said.read) })] : [];
    if (said.lacks.length) show(job, 'lacks', said.lacks.join(', '), ...read, el('a', { href: said.address, textContent: WORDS.add }));
    else show(job, 'done', WORDS.done, ...read, el('a', { href: said.address, textContent: WORDS.open }));
  } else if (request.status === 409 && said) {
    job.row.querySelector('img').src = said.existing.thumbnail;
    show(job, 'known', said.error, el('a', { href: said.existing.address, textContent: WORDS.there }), button(WORDS.again, () => { job.again = true; line(job); }));
  } else if (said?.error) show(job, 'failed', said.error);
  else retry(job, request.responseURL.includes('/login/') ? WORDS.out : WORDS.odd);
};
const send = job => {
  running += 1;
  const request = new XMLHttpRequest(), body = new FormData();
  body.append('file', job.file, job.file.name);
  if (job.again) body.append('again', '1');
  request.open('POST', form.action);
  request.setRequestHeader('Accept', 'application/json');
  request.setRequestHeader('X-CSRFToken', form.elements.csrfmiddlewaretoken.value);
  request.upload.addEventListener('progress', e => { if (e.lengthComputable) job.progress.value = e.loaded / e.total; });
  request.upload.addEventListener('load', () => { job.progress.removeAttribute('value'); show(job, 'develops', WORDS.develops); });
  request.addEventListener('load', () => answered(job, request));
  request.addEventListener('error', () => retry(job, WORDS.broke));
  request.addEventListener('loadend', () => { running -= 1; next(); count(); });
  show(job, 'sends', WORDS.sends);
  request.send(body);
};
const next = () => { while (running < AT_ONCE && waiting.length) send(waiting.shift()); };
const line = job => { job.progress.value = 0; show(job, 'waits', WORDS.waits); waiting.push(job); next(); };
const take = files => {
  for (const file of files) {
    const job = { file, name: el('b', { textContent: file.name }), status: el('p', { className: 'status' }), more: el('div', { className: 'then' }) };
    job.progress = el('progress', { max: 1, value: 0 }); job.progress.setAttribute('aria-label', WORDS.progress(file.name));
    job.row = el('li', {}, el('img', { alt: '', width: 120, height: 80 }), el('div', {}, job.name, job.status, job.progress, job.more));
    list.append(job.row); all.push(job);
    if (file.size > most) show(job, 'failed', WORDS.large); else line(job);
  }
  if (all.length) box.hidden = false;
};

form.querySelector('[data-plain]').hidden = true; input.required = false;
input.addEventListener('change', () => { take(input.files); input.value = ''; });
form.addEventListener('submit', e => { e.preventDefault(); take(input.files); input.value = ''; });
/* The whole page takes what is dropped: beside the box, a browser would leave the page for the file. */
const holds = e => e.dataTransfer?.types.includes('Files');
addEventListener('dragover', e => { if (holds(e)) { e.preventDefault(); form.classList.add('is-over'); } });
addEventListener('dragleave', e => { if (!e.relatedTarget) form.classList.remove('is-over'); });
addEventListener('drop', e => { form.classList.remove('is-over'); if (holds(e)) { e.preventDefault(); take(e.dataTransfer.files); } });
addEventListener('beforeunload', e => { if (running || waiting.length) e.preventDefault(); });
