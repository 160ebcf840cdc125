/* The library's photos as the desk's modules know them: found by words, told by key, and sent to it.
 * A photo is told by its primary key or its UUID. Who watches one is told again when the page is come back to: its words and
 * rights may have been filled in on its own page in the meantime. */
const WORDS = {
  signedOut: 'You are signed out. Sign in again in another tab, then try once more.',
  unreachable: 'The server doesn’t answer. Look whether you are connected, then try once more.',
  broken: 'Something went wrong on the server. Try once more; if it happens again, tell whoever looks after it.',
  large: name => `“${name}” is larger than 40 MB. Save the photo smaller.`,
  refused: 'You may not add photos.',
};
const ADDRESS = document.querySelector('meta[name="desk"]')?.dataset.photos;
const MOST = 50;   /* keys in one address */

export class Refusal extends Error {
  /* existing: the photo of the library that is the same file. */
  constructor(words, existing = null) { super(words); this.existing = existing; }
}

const ask = async (query, signal) => {
  let answer;
  try { answer = await fetch(`${ADDRESS}?${query}`, { redirect: 'manual', signal }); }
  catch (error) { throw error.name === 'AbortError' ? error : new Refusal(WORDS.unreachable); }
  if (answer.type === 'opaqueredirect') throw new Refusal(WORDS.signedOut);
  if (!answer.ok) throw new Refusal(WORDS.broken);
  return answer.json();
};

/* One page of what is found: `photos`, `more` (whether there is another page), `upload` (how to send one, if she may). */
export const find = (words, page, signal) => ask(new URLSearchParams({ q: words, page }), signal);

/* upload: what `find` told. Progress is told as a part of one. */
export const send = ({ address, most }, file, { again = false, progress = () => {} } = {}) => new Promise((done, fail) => {
  if (file.size > most) { fail(new Refusal(WORDS.large(file.name))); return; }
  const body = new FormData(), request = new XMLHttpRequest();   /* fetch tells no progress */
  body.append('file', file); if (again) body.append('again', '1');
  request.open('POST', address);
  request.responseType = 'json';
  request.setRequestHeader('Accept', 'application/json');
  request.setRequestHeader('X-CSRFToken', document.querySelector('[name="csrfmiddlewaretoken"]').value);
  request.upload.addEventListener('progress', e => progress(e.lengthComputable ? e.loaded / e.total : 0));
  request.addEventListener('error', () => fail(new Refusal(WORDS.unreachable)));
  request.addEventListener('load', () => {
    const { status, response } = request;
    if (status === 201) done(response);
    else if (response?.error) fail(new Refusal(response.error, response.existing));
    else fail(new Refusal(status === 200 ? WORDS.signedOut : status === 413 ? WORDS.large(file.name) : status === 403 ? WORDS.refused : WORDS.broken));
  });
  request.send(body);
});

const watchers = new Map();   /* by key; null: there is no such photo */
let wanted = new Set(), waiting = false;
const tell = (key, photo) => { for (const watcher of watchers.get(key) ?? []) watcher(photo); };
const fetchWanted = async () => {
  const keys = [...wanted]; wanted = new Set(); waiting = false;
  for (let i = 0; i < keys.length; i += MOST) {
    const some = keys.slice(i, i + MOST);
    try {
      const { photos } = await ask(new URLSearchParams(some.map(key => ['photo', key])));
      const found = new Map(photos.flatMap(photo => [[photo.uuid, photo], [String(photo.id), photo]]));
      for (const key of some) tell(key, found.get(key) ?? null);
    } catch (error) { if (!(error instanceof Refusal)) throw error; /* the line is down: what is shown stays */ }
  }
};
const want = key => { wanted.add(key); if (!waiting) { waiting = true; setTimeout(fetchWanted); } };
/* Calls back with the photo now and whenever it is asked for again; gives a function that ends it. */
export const watch = (key, watcher) => {
  watchers.set(key, (watchers.get(key) ?? new Set()).add(watcher)); want(key);
  return () => { const others = watchers.get(key); others.delete(watcher); if (!others.size) watchers.delete(key); };
};
document.addEventListener('visibilitychange', () => { if (!document.hidden) for (const key of watchers.keys()) want(key); });

/* How a photo stands with its rights, in words; the mark before them is the style sheet's. */
export const standing = ({ rights }) => {
  const status = Object.assign(document.createElement('span'), { className: 'status', textContent: rights.words });
  status.dataset.status = rights.mark;
  return status;
};
/* What else it lacks, in words. */
export const lacking = ({ lacks, rights }) => lacks.filter(words => words !== rights?.words).map(words => Object.assign(document.createElement('span'), { className: 'missing', textContent: words }));
