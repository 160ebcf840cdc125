/* The chooser: a dialog in which a photo of the library is found and chosen, or a new one added and chosen.
 * Arrow keys go from photo to photo, as Tab does; Enter chooses, Escape leaves; the browser gives the focus back. */
import { Refusal, find, lacking, send, standing } from 'desk/photos';

const WORDS = {
  title: 'Choose a photo', leave: 'Close',
  search: 'Search photos', hint: 'Caption, description, credit, or a piece or expert that shows it',
  photos: 'Photos', more: 'More photos', now: 'In use here',
  looking: 'Looking …',
  found: (n, more) => more ? `The first ${n} photos; there are more.` : n === 1 ? 'One photo.' : `${n} photos.`,
  none: words => `No photo has “${words}” in its caption, description or credit, or is shown where that is. Try fewer words.`,
  empty: 'The library has no photos yet.',
  again: 'Try again',
  drop: kinds => `or drop one here. ${kinds}`, add: 'Add a photo',
  one: 'One photo at a time here. Many at once go into the library, under Photos.',
  sending: name => `Sending “${name}” …`, developing: name => `“${name}” is being made ready …`,
  added: name => `“${name}” is in the library.`,
  fill: 'Fill in its words', look: 'See its page', tab: '(opens in a new tab)',
  use: 'Use this photo', useExisting: 'Use the one that is there', addAgain: 'Add it again',
};
const PAUSE = 250;   /* milliseconds after the last key before a search */
const el = (tag, props = {}, ...kids) => { const n = Object.assign(document.createElement(tag), props); n.append(...kids); return n; };
const button = (textContent, className, press) => { const b = el('button', { type: 'button', className, textContent }); b.addEventListener('click', press); return b; };

/* A link to a photo's own page, where its words and rights are filled in. */
export const pageLink = ({ address, lacks }) => el('a', { href: address, target: '_blank' }, lacks.length ? WORDS.fill : WORDS.look, ' ', el('span', { className: 'visually-hidden', textContent: WORDS.tab }));

/* chosen: UUID of the photo that is in use. file: one to be added at once. Gives the photo, or null when it is left. */
export const choosePhoto = ({ chosen = '', file = null } = {}) => new Promise(done => {
  const id = `choose-photo-${Date.now()}`;
  const dialog = el('dialog', { className: 'choose-photo' }), list = el('ul', { className: 'photo-choices' });
  const input = el('input', { type: 'search', id: `${id}-words`, autocomplete: 'off' });
  const status = el('p', { className: 'meta' }), notice = el('div', { className: 'chooser-notice' });
  const picker = el('input', { type: 'file', hidden: true });
  const kinds = el('p', { className: 'meta' });
  const drop = el('div', { className: 'drop', hidden: true }, button(WORDS.add, 'quiet', () => picker.click()), kinds, picker);
  const more = button(WORDS.more, 'quiet', () => look(page + 1));
  let page = 0, upload = null, asked = null, timer, sending = false;

  const title = el('h2', { id, textContent: WORDS.title });
  dialog.setAttribute('aria-labelledby', id); list.setAttribute('aria-label', WORDS.photos);
  status.setAttribute('role', 'status'); notice.setAttribute('role', 'status'); more.hidden = true;
  dialog.append(
    el('header', {}, title, button(WORDS.leave, 'quiet', () => dialog.close())),
    el('div', { className: 'chooser-search' }, el('label', { htmlFor: input.id, textContent: WORDS.search }), input, el('p', { className: 'help', id: `${id}-hint`, textContent: WORDS.hint })),
    drop, notice, status, list, more,
  );
  input.setAttribute('aria-describedby', `${id}-hint`);

  let result = null;
  const choose = photo => { result = photo; dialog.close(); };
  const choice = photo => {
    const words = el('span', { className: 'choice-words' }, el('b', { textContent: photo.name }));
    if (photo.credit) words.append(' ', el('small', { textContent: photo.credit }));
    for (const said of [standing(photo), ...lacking(photo)]) words.append(' ', said);
    const picture = el('img', { src: photo.thumbnail, alt: photo.alt === photo.name ? '' : photo.alt, width: 240, height: 160, loading: 'lazy' });
    const one = el('button', { type: 'button', className: 'photo-choice' }, picture, words);
    if (photo.uuid === chosen) { one.setAttribute('aria-current', 'true'); words.prepend(el('small', { className: 'in-use', textContent: WORDS.now }), ' '); }
    one.addEventListener('click', () => choose(photo));
    return el('li', {}, one);
  };

  const look = async next => {
    asked?.abort(); asked = new AbortController();
    const words = input.value.trim(), { signal } = asked;
    status.textContent = WORDS.looking; list.setAttribute('aria-busy', 'true');
    try {
      const answer = await find(words, next, signal);
      page = next; upload = answer.upload; drop.hidden = !upload;
      if (upload) { picker.accept = upload.accepted; kinds.textContent = WORDS.drop(upload.kinds); }
      const first = list.children.length, made = answer.photos.map(choice);
      next === 1 ? list.replaceChildren(...made) : list.append(...made);
      if (next > 1) made[0]?.firstElementChild.focus();
      more.hidden = !answer.more;
      const n = list.children.length;
      status.textContent = n ? WORDS.found(n, answer.more) : words ? WORDS.none(words) : WORDS.empty;
      if (file && upload) { const given = file; file = null; take(given); }
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (!(error instanceof Refusal)) throw error;
      status.replaceChildren(el('span', { className: 'missing', textContent: error.message }), ' ', button(WORDS.again, 'quiet small', () => look(next)));
    } finally { if (!signal.aborted) list.removeAttribute('aria-busy'); }
  };

  /* What was added, or is there already, stands above the others with what can be done with it. */
  const show = (words, photo, acts, className = '') => {
    notice.className = `chooser-notice ${className}`;
    const row = el('div', { className: 'actions-row' }, ...acts);
    const said = el('div', {}, el('p', { textContent: words }));
    if (photo) said.append(...lacking(photo), el('p', {}, pageLink(photo)));
    said.append(row);
    notice.replaceChildren(...(photo ? [el('img', { src: photo.thumbnail, alt: '', width: 120, height: 80 })] : []), said);
    acts[0]?.focus();
  };
  const take = async (given, again = false) => {
    if (sending) return;
    sending = true;
    const bar = el('progress', { max: 1, value: 0 }), line = el('p', { textContent: WORDS.sending(given.name) });
    bar.setAttribute('aria-label', WORDS.sending(given.name));
    notice.className = 'chooser-notice'; notice.replaceChildren(el('div', {}, line, bar));
    try {
      const photo = await send(upload, given, { again, progress: part => {
        bar.value = part;
        if (part === 1) { line.textContent = WORDS.developing(given.name); bar.removeAttribute('value'); }
      } });
      show(WORDS.added(photo.name), photo, [button(WORDS.use, '', () => choose(photo))]);
      if (!input.value.trim()) look(1);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { existing } = error;
      show(error.message, existing, existing ? [button(WORDS.useExisting, '', () => choose(existing)), button(WORDS.addAgain, 'quiet', () => take(given, true))] : [], 'is-refused');
    } finally { sending = false; }
  };
  const takeOne = files => {
    if (!files.length || !upload) return;
    if (files.length > 1) show(WORDS.one, null, [], 'is-refused'); else take(files[0]);
  };
  picker.addEventListener('change', () => { takeOne([...picker.files]); picker.value = ''; });
  const over = e => upload && e.dataTransfer?.types.includes('Files');
  dialog.addEventListener('dragover', e => { if (over(e)) { e.preventDefault(); drop.classList.add('is-over'); } });
  dialog.addEventListener('dragleave', e => { if (!dialog.contains(e.relatedTarget)) drop.classList.remove('is-over'); });
  dialog.addEventListener('drop', e => { if (!over(e)) return; e.preventDefault(); drop.classList.remove('is-over'); takeOne([...e.dataTransfer.files]); });

  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(look, PAUSE, 1); });
  input.addEventListener('keydown', e => {
    if (e.key === 'Enter') { e.preventDefault(); clearTimeout(timer); look(1); }
    if (e.key === 'ArrowDown' && list.firstElementChild) { e.preventDefault(); list.querySelector('button').focus(); }
  });
  list.addEventListener('keydown', e => {
    const all = [...list.querySelectorAll('.photo-choice')], here = all.indexOf(e.target.closest('.photo-choice')); if (here < 0) return;
    const across = Math.max(1, all.filter(one => one.offsetTop === all[0].offsetTop).length), side = getComputedStyle(list).direction === 'rtl' ? -1 : 1;
    const goal = { ArrowRight: here + side, ArrowLeft: here - side, ArrowDown: here + across, ArrowUp: here - across, Home: 0, End: all.length - 1 }[e.key];
    if (goal === undefined) return;
    e.preventDefault();
    (goal < 0 ? input : all[goal] ?? (more.hidden || e.key === 'ArrowLeft' ? all.at(-1) : more)).focus();
  });
  dialog.addEventListener('close', () => { asked?.abort(); clearTimeout(timer); dialog.remove(); done(result); });
  document.body.append(dialog);
  dialog.showModal(); input.focus();
  look(1);
});
