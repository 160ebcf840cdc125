/* Focal point of a photo: press on it, or move by arrow keys (Shift: by ten). The crops on the page follow at once, and so do
 * the two numbers of the form, from 0 to 1. */
const WORDS = (x, y) => `Now ${x} % from the left, ${y} % from the top.`;
const pick = document.querySelector('.focal'), out = document.querySelector('[data-focal]');
if (pick) {
  const [x, y] = ['x', 'y'].map(n => document.getElementById(`id_focal_${n}`)), all = [pick, ...document.querySelectorAll('.crops')];
  const percent = input => Math.min(100, Math.max(0, Math.round((Number.parseFloat(input.value) || 0) * 100)));
  const show = () => {
    for (const n of all) { n.style.setProperty('--x', percent(x)); n.style.setProperty('--y', percent(y)); }   /* CSSOM: allowed by a strict CSP */
    out.textContent = WORDS(percent(x), percent(y));
  };
  const set = (a, b) => {
    for (const [input, n] of [[x, a], [y, b]]) input.value = Math.min(100, Math.max(0, Math.round(n))) / 100;
    show(); x.dispatchEvent(new Event('input', { bubbles: true }));
  };
  pick.addEventListener('click', e => { if (!e.detail) return; const r = pick.getBoundingClientRect(); set((e.clientX - r.left) / r.width * 100, (e.clientY - r.top) / r.height * 100); });
  pick.addEventListener('keydown', e => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key]; if (!step) return;
    e.preventDefault(); const k = e.shiftKey ? 10 : 1; set(percent(x) + step[0] * k, percent(y) + step[1] * k);
  });
  for (const input of [x, y]) input.addEventListener('input', show);
  show();
}
