/* Rows that stand in an order (a byline, fields of expertise), moved by buttons. The order on the page fills the hidden position. */
const WORDS = { up: 'Move up', down: 'Move down', first: 'Already the first', last: 'Already the last', row: (n, all) => `row ${n} of ${all}`, moved: (n, all) => `Moved to position ${n} of ${all}` };
const live = document.createElement('p'); live.className = 'visually-hidden'; live.setAttribute('role', 'status');
const say = text => { live.textContent = ''; requestAnimationFrame(() => { live.textContent = text; }); };
const position = row => row.querySelector('[name$="-position"]');
const placeOf = row => { const v = position(row).value; return v === '' ? Infinity : +v; };
const order = group => {
  const box = group.querySelector('fieldset');
  const rows = () => [...box.querySelectorAll('.inline-related:not(.empty-form)')];
  const number = () => rows().forEach((row, i, all) => {
    position(row).value = i + 1;
    for (const b of row.querySelectorAll('[data-move]')) {
      b.setAttribute('aria-label', `${WORDS[b.dataset.move]}: ${WORDS.row(i + 1, all.length)}`);
      b.setAttribute('aria-disabled', b.dataset.move === 'up' ? !i : i === all.length - 1);
    }
  });
  const dress = row => {
    if (row.querySelector('.turn-tools')) return;
    const tools = document.createElement('div'); tools.className = 'turn-tools';
    for (const [move, sign] of [['up', '↑'], ['down', '↓']]) {
      const b = document.createElement('button'); b.type = 'button'; b.textContent = sign; b.title = WORDS[move]; b.dataset.move = move; tools.append(b);
    }
    row.append(tools);
  };
  const move = (row, by, button) => {
    const all = rows(), i = all.indexOf(row), j = i + by;
    if (j < 0 || j >= all.length) { say(by < 0 ? WORDS.first : WORDS.last); return; }
    box.insertBefore(row, by < 0 ? all[j] : all[j].nextSibling);
    number(); box.dispatchEvent(new Event('change', { bubbles: true })); button.focus({ preventScroll: true });
    say(WORDS.moved(j + 1, all.length));
  };
  /* A form that comes back with errors has its rows as they were sent, not in their order. */
  const sort = () => rows().sort((a, b) => placeOf(a) - placeOf(b) || 0).forEach(r => box.insertBefore(r, box.querySelector('.empty-form')));
  sort(); rows().forEach(dress); number();
  box.addEventListener('click', e => { const b = e.target.closest('[data-move]'); if (b) move(b.closest('.inline-related'), b.dataset.move === 'up' ? -1 : 1, b); });
  document.addEventListener('formset:added', e => { if (group.contains(e.target)) { dress(e.target); number(); } });
  document.addEventListener('formset:removed', number);
  document.addEventListener('desk:restored', () => { sort(); number(); });
};
addEventListener('load', () => setTimeout(() => {
  document.body.append(live);
  for (const group of document.querySelectorAll('.inline-group[data-inline-type="stacked"]:not(#turns-group)')) if (group.querySelector('.empty-form [name$="-position"]')) order(group);
}, 150));
