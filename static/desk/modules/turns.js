/* The conversation of an interview, on top of Django's stacked inline. Move by buttons or Alt+Shift+arrows, add between, split at
 * the caret, join with the one before, remove and keep, and an overview of the whole. Every change is announced; focus stays.
 * The order is the position field, filled from the order on the page; Django's own add link still makes the rows. */
const group = document.getElementById('turns-group');
const box = group?.querySelector('fieldset');
const MARK = { question: 'Q', answer: 'A', remark: 'R' };
const rows = () => [...box.querySelectorAll('.inline-related:not(.empty-form)')];
const field = (row, n) => row.querySelector(`[name$="-${n}"]`);
const editor = row => row.querySelector('.ProseMirror[contenteditable]')?.editor;
const el = (tag, props = {}, ...kids) => { const n = Object.assign(document.createElement(tag), props); n.append(...kids); return n; };
const live = el('p', { className: 'visually-hidden' }); live.setAttribute('role', 'status');
const say = text => { live.textContent = ''; requestAnimationFrame(() => { live.textContent = text; }); };
const changed = () => box.dispatchEvent(new Event('change', { bubbles: true }));

const lineOf = row => {
  const who = [...row.querySelectorAll('select[multiple] option')].filter(o => o.selected).map(o => o.textContent).join(' and ');
  const said = row.querySelector('.ProseMirror[contenteditable]')?.cloneNode(true) ?? new DOMParser().parseFromString(field(row, 'html').value, 'text/html').body;
  for (const aside of said.querySelectorAll('foot-note, figure')) aside.remove();
  const text = said.textContent.trim();
  const line = row.querySelector('.turn-line');
  line.replaceChildren(el('b', { textContent: who || (row.dataset.kind === 'question' ? '' : 'No speaker yet') }), text.split(/\s+/).slice(0, 22).join(' ') + (text.split(/\s+/).length > 22 ? ' …' : ''));
};
const number = () => rows().forEach((row, i, all) => {
  field(row, 'position').value = i + 1;
  const kind = field(row, 'kind').value, where = `${kind} ${i + 1}`;
  row.dataset.kind = kind; row.querySelector('.turn-mark').textContent = MARK[kind];
  for (const b of row.querySelectorAll('[data-tool]')) {
    b.setAttribute('aria-label', `${b.dataset.label}: ${where} of ${all.length}`);
    b.setAttribute('aria-disabled', (b.dataset.tool === 'up' && !i) || (b.dataset.tool === 'down' && i === all.length - 1) || (b.dataset.tool === 'join' && !i));
  }
  lineOf(row);
});
const placeOf = row => { const v = field(row, 'position').value; return v === '' ? Infinity : +v; };
const sort = () => rows().sort((a, b) => placeOf(a) - placeOf(b) || 0).forEach(r => { const s = r.nextElementSibling?.matches('.between') ? r.nextElementSibling : null; box.insertBefore(r, box.querySelector('.empty-form')); if (s) r.after(s); });
const place = (row, before) => {           /* the row travels with the "add between" strip below it */
  const strip = row.nextElementSibling?.matches('.between') ? row.nextElementSibling : null;
  const sel = editor(row)?.state.selection;
  box.insertBefore(row, before); if (strip) box.insertBefore(strip, row.nextSibling);
  if (sel) try { editor(row).commands.setTextSelection({ from: sel.from, to: sel.to }); } catch { /* the text changed under it */ }
};
/* The editor's own focus puts the caret where it was; the browser's would put it at the start. */
const refocus = (row, focus) => { const ed = editor(row); if (ed && focus === ed.view.dom) ed.view.focus(); else focus?.focus({ preventScroll: true }); };
const move = (row, by, focus) => {
  const all = rows(), i = all.indexOf(row), j = i + by;
  if (j < 0 || j >= all.length) { say(by < 0 ? 'Already the first' : 'Already the last'); return; }
  by < 0 ? place(row, all[j]) : place(row, rows()[j].nextElementSibling?.matches('.between') ? rows()[j].nextElementSibling.nextSibling : rows()[j].nextSibling);
  number(); changed(); refocus(row, focus); row.scrollIntoView({ block: 'nearest' });
  say(`Moved to position ${j + 1} of ${all.length}`);
};
const ready = (row, tries = 40) => new Promise(done => { const look = () => editor(row) || !tries-- ? done(editor(row)) : setTimeout(look, 25); look(); });
let fresh = null;
document.addEventListener('formset:added', e => { if (!e.target.closest('#turns-group')) return; fresh = e.target; dress(fresh); number(); });
/* draft.js has put words back: take the order from the positions they carry. */
document.addEventListener('desk:restored', () => { if (group) { sort(); number(); } });
const add = async (after, kind, { quiet, content } = {}) => {
  fresh = null; group.querySelector('.add-row a').click(); const row = fresh; if (!row) return;
  field(row, 'kind').value = kind;
  place(row, after ? (after.nextElementSibling?.matches('.between') ? after.nextElementSibling.nextSibling : after.nextSibling) : rows()[0]);
  number(); const ed = await ready(row);
  if (content) ed?.commands.setContent(content);
  ed?.commands.focus('start'); number(); changed();
  if (!quiet) say(`${kind} added at position ${rows().indexOf(row) + 1} of ${rows().length}`);
  return row;
};
const copySpeakers = (from, to) => { const a = from.querySelector('select[multiple]'), b = to.querySelector('select[multiple]'); for (const o of a.selectedOptions) b.append(new Option(o.textContent, o.value, true, true)); window.django?.jQuery?.(b).trigger('change'); };
const split = async row => {
  const ed = editor(row); if (!ed) return;
  const { $from } = ed.state.selection, doc = ed.state.doc;
  const from = $from.node(1)?.type.name === 'photo' ? $from.after(1) : $from.parent.isInline ? $from.after() : $from.pos;  /* no photo is cut, and no note */
  if (from < 2 || from >= doc.content.size - 1) { say('Put the caret where the second part begins, then split'); ed.commands.focus(); return; }
  const head = doc.cut(0, from).toJSON(), tail = doc.cut(from).toJSON();
  ed.commands.setContent(head, { emitUpdate: true });
  const made = await add(row, field(row, 'kind').value, { quiet: true, content: tail });
  copySpeakers(row, made); number(); say('Split in two. The caret is in the second part');
};
const join = row => {
  const prev = rows()[rows().indexOf(row) - 1]; if (!prev) return;
  const a = editor(prev), b = editor(row), size = a.state.doc.content.size;
  a.commands.insertContentAt(size, b.getJSON().content); remove(row, true); a.commands.focus(size); number(); changed(); say('Joined with the one before');
};
const remove = (row, silent) => {
  const box = row.querySelector('.delete input'), link = row.querySelector('.inline-deletelink');
  if (box) { box.checked = !box.checked; row.classList.toggle('is-deleted', box.checked); const b = row.querySelector('[data-tool="remove"]'); b.textContent = box.checked ? 'Keep' : '×'; if (!silent) say(box.checked ? 'Will be removed when you save. Press again to keep it' : 'Kept'); }
  else if (link) { const strip = row.nextElementSibling; if (strip?.matches('.between')) strip.remove(); const next = rows()[rows().indexOf(row) - 1]; link.click(); number(); if (!silent) { say('Removed'); next?.querySelector('[data-tool="remove"]').focus(); } }
  changed();
};
const TOOLS = [['up', '↑', 'Move up'], ['down', '↓', 'Move down'], ['split', 'Split', 'Split at the caret'], ['join', 'Join', 'Join with the one before'], ['remove', '×', 'Remove']];
function dress(row) {
  if (row.querySelector('.turn-tools')) return;
  const tools = el('div', { className: 'turn-tools' }, ...TOOLS.map(([tool, text, label]) => { const b = el('button', { type: 'button', textContent: text, title: label }); Object.assign(b.dataset, { tool, label }); return b; }));
  const mark = el('span', { className: 'turn-mark' }); mark.setAttribute('aria-hidden', 'true');
  row.prepend(mark, el('p', { className: 'turn-line' })); row.append(tools);
  row.after(strip());
}
const strip = () => { const s = el('div', { className: 'between' }); s.setAttribute('role', 'group'); s.setAttribute('aria-label', 'Add here'); for (const k of ['question', 'answer', 'remark']) { const b = el('button', { type: 'button', textContent: k[0].toUpperCase() + k.slice(1) }); b.dataset.add = k; b.setAttribute('aria-label', `Add a ${k} here`.replace('a a', 'an a')); s.append(b); } return s; };

if (group) addEventListener('load', () => setTimeout(() => {
  sort(); rows().forEach(dress);
  const view = (text, on) => { const b = el('button', { type: 'button', textContent: text }); b.setAttribute('aria-pressed', on); b.addEventListener('click', () => { const over = text !== 'Write'; group.classList.toggle('is-overview', over); for (const x of b.parentNode.children) x.setAttribute('aria-pressed', x === b); number(); say(over ? `Overview: ${rows().length} turns` : 'Writing'); }); return b; };
  const sw = el('div', { className: 'switch' }, view('Write', true), view('Overview', false)); sw.setAttribute('role', 'group'); sw.setAttribute('aria-label', 'View of the conversation');
  const bar = el('div', { className: 'turns-bar' }, sw, el('p', { className: 'meta', textContent: 'Alt + Shift + ↑ ↓ moves the turn you are in.' }));
  box.querySelector('.inline-heading').after(bar, live, strip());
  number(); group.dataset.ready = '';
  box.addEventListener('click', e => {
    const b = e.target.closest('button'); if (!b) return;
    const row = b.closest('.inline-related');
    if (b.dataset.add) { const prev = b.parentNode.previousElementSibling; add(prev?.matches('.inline-related') ? prev : null, b.dataset.add); }
    else if (b.getAttribute('aria-disabled') === 'true' && b.dataset.tool) say('Not possible here');
    else if (b.dataset.tool === 'up') move(row, -1, b); else if (b.dataset.tool === 'down') move(row, 1, b);
    else if (b.dataset.tool === 'split') split(row); else if (b.dataset.tool === 'join') join(row); else if (b.dataset.tool === 'remove') remove(row);
  });
  /* Keep the caret: pressing a tool with the mouse must not take the selection out of the text. */
  box.addEventListener('pointerdown', e => { if (e.target.closest('[data-tool="split"]')) e.preventDefault(); });
  box.addEventListener('keydown', e => {
    if (!e.altKey || !e.shiftKey || !['ArrowUp', 'ArrowDown'].includes(e.key)) return;
    const row = e.target.closest('.inline-related'); if (!row) return;
    e.preventDefault(); move(row, e.key === 'ArrowUp' ? -1 : 1, document.activeElement);
  }, true);
  box.addEventListener('change', e => { if (e.target.closest('.inline-related')) number(); });
  box.addEventListener('input', e => { const r = e.target.closest('.inline-related'); if (r) lineOf(r); });
}, 200));
