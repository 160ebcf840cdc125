/* Unsaved changes: says so in the panel, and asks before the page is left. Compares the form with what the server sent,
 * so that typing a word and taking it out again is no change. A form is sent once, however often the button is pressed. */
const WORDS = { dirty: 'Changes not saved yet', clean: 'Everything is saved', fresh: 'Nothing to save yet', sending: 'Saving…' };
const form = document.querySelector('.change-form #content-main form[method="post"]');
const say = document.querySelector('[data-save-state]');
const OWN = new Set(['csrfmiddlewaretoken', 'seen', '_copy', 'moment']);
const read = () => { const out = []; for (const [k, v] of new FormData(form)) if (!OWN.has(k)) out.push(k + '=' + (typeof v === 'string' ? v : v.name)); return out.sort().join('\n'); };
/* A save comes back to where it was: the same place on the screen, the same field, the same caret. Rows are named by their place,
 * since a save numbers them anew. A form with errors stays at its top, where it says so. */
const PLACE = 'desk:place';
const rowsOf = row => [...row.parentNode.querySelectorAll(':scope > .inline-related:not(.empty-form)')].filter(r => !r.querySelector('[name$="-DELETE"]:checked'));
const nameOf = el => {
  const control = el.closest('.prose-editor')?.querySelector('textarea') ?? (el.matches('[name]') ? el : el.querySelector('[name]'));
  const row = el.closest('.inline-related');
  return control && { name: row ? control.name.split('-').pop() : control.name, group: row?.closest('.inline-group').id, row: row ? rowsOf(row).indexOf(row) : 0 };
};
const named = ({ name, group, row }) => {
  const one = group && document.querySelector(`#${group} .inline-related:not(.empty-form)`);
  return group ? one && rowsOf(one)[row]?.querySelector(`[name$="-${name}"]`) : form.querySelector(`[name="${name}"]`);
};
const editorOf = el => el.closest('.prose-editor')?.querySelector('.ProseMirror[contenteditable]')?.editor;
const topOf = el => (el.closest('.prose-editor') ?? el).getBoundingClientRect().top;
const keepPlace = () => {
  const at = document.activeElement, writes = at.matches('#content-main :is(textarea, input:not([type="hidden"], .select2-search__field), select, .ProseMirror)');
  const seen = [...form.querySelectorAll('.form-row')].find(r => { const { bottom, height } = r.getBoundingClientRect(); return height && bottom > 0; });
  const by = nameOf(writes ? at : seen ?? form), el = by && scrollY && named(by), ed = writes && editorOf(at);
  const caret = ed ? [ed.state.selection.from, ed.state.selection.to] : writes && at.selectionStart != null ? [at.selectionStart, at.selectionEnd] : null;
  try { sessionStorage.setItem(PLACE, JSON.stringify({ path: location.pathname, by, top: el ? topOf(el) : null, writes, caret })); } catch { /* no storage: the page opens at its top */ }
};
const takePlace = () => {
  try { const kept = JSON.parse(sessionStorage.getItem(PLACE)); sessionStorage.removeItem(PLACE); return kept; } catch { return null; }
};
const kept = takePlace(), here = kept?.by && location.pathname.startsWith(kept.path.replace(/add\/$/, '')) && !document.querySelector('.errornote') ? kept : null;
let moved = false;
const scrollBack = () => { const el = here?.top != null && !moved && named(here.by); if (el) scrollBy({ top: topOf(el) - here.top, behavior: 'instant' }); };
const focusBack = () => {
  const el = here?.writes && !moved && named(here.by), ed = el && editorOf(el);
  if (ed) { if (here.caret) ed.commands.setTextSelection({ from: here.caret[0], to: here.caret[1] }); ed.view.focus(); }
  else if (el) { el.focus({ preventScroll: true }); if (here.caret) try { el.setSelectionRange(...here.caret); } catch { /* no caret in this kind of field */ } }
};
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
  addEventListener('load', () => setTimeout(() => { first = read(); show(); focusBack(); scrollBack(); form.dataset.ready = ''; }, 600));  /* editors normalise their text first */
  /* Whoever moves first while the editors are being built has the say. */
  if (here) {
    for (const e of ['wheel', 'touchstart', 'pointerdown', 'keydown']) addEventListener(e, () => { moved = true; }, { once: true, passive: true });
    scrollBack(); addEventListener('load', () => { for (const ms of [0, 250]) setTimeout(scrollBack, ms); });
  }
  let t; const soon = () => { clearTimeout(t); t = setTimeout(show, 250); };
  for (const e of ['input', 'change', 'keyup', 'click']) document.addEventListener(e, soon);
  form.addEventListener('submit', e => {
    if (leaving) { e.preventDefault(); return; }
    leaving = true; if (say) say.textContent = WORDS.sending;
    if (['_continue', '_preview'].includes(e.submitter?.name)) keepPlace();
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
