/* Unsaved changes: says so in the panel, and asks before the page is left. Compares the form with what the server sent,
 * so that typing a word and taking it out again is no change. A form is sent once, however often the button is pressed. */
const WORDS = { dirty: 'Changes not saved yet', clean: 'Everything is saved', fresh: 'Nothing to save yet', sending: 'Saving…' };
const form = document.querySelector('.change-form #content-main form[method="post"]');
const say = document.querySelector('[data-save-state]');
const OWN = new Set(['csrfmiddlewaretoken', 'seen', '_copy', 'moment']);
const read = () => { const out = []; for (const [k, v] of new FormData(form)) if (!OWN.has(k)) out.push(k + '=' + (typeof v === 'string' ? v : v.name)); return out.sort().join('\n'); };
let first = null, leaving = false;
/* A form that comes back with errors holds words the server has refused: they are not saved. */
const refused = () => Boolean(document.querySelector('.errornote'));
const dirty = () => first !== null && (refused() || read() !== first);
const show = () => {
  if (!say) return;
  const d = dirty(), word = d ? WORDS.dirty : location.pathname.endsWith('/add/') ? WORDS.fresh : WORDS.clean;
  if (say.textContent !== word) { say.textContent = word; say.classList.toggle('is-dirty', d); }
};
if (form) {
  form.dirty = dirty;  /* draft.js asks; an import would name a file that has another name once it is deployed */
  addEventListener('load', () => setTimeout(() => { first = read(); show(); form.dataset.ready = ''; }, 600));  /* editors normalise their text first */
  let t; const soon = () => { clearTimeout(t); t = setTimeout(show, 250); };
  for (const e of ['input', 'change', 'keyup', 'click']) document.addEventListener(e, soon);
  form.addEventListener('submit', e => {
    if (leaving) { e.preventDefault(); return; }
    leaving = true; if (say) say.textContent = WORDS.sending;
  });
  addEventListener('pageshow', e => { if (e.persisted) leaving = false; });
  addEventListener('beforeunload', e => { if (!leaving && dirty()) e.preventDefault(); });
  /* Ctrl or Cmd with S saves and stays; with Shift and P shows the preview. */
  document.addEventListener('keydown', e => {
    if (!(e.ctrlKey || e.metaKey) || e.altKey) return;
    const press = n => { e.preventDefault(); form.querySelector(`[name="${n}"]`)?.click(); };
    if (e.key.toLowerCase() === 's') press('_continue');
    else if (e.shiftKey && e.key.toLowerCase() === 'p') press('_preview');
  });
}
