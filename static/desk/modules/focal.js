/* Focal point of a photo: press on it, or move by arrow keys (Shift: by ten). The crops on the page follow at once, and so do
 * the two numbers of the form, from 0 to 1. A crop is cut as the server cuts it: `box` here and in photos/renditions.py are one rule. */
const WORDS = (x, y) => `Now ${x} % from the left, ${y} % from the top.`;
const pick = document.querySelector('.focal'), out = document.querySelector('[data-focal]'), crops = document.querySelector('.crops');
/* For looking only there are no fields: the page says where the point is. */
const [x, y] = ['x', 'y'].map(n => document.getElementById(`id_focal_${n}`) ?? (crops && { value: crops.dataset[n] }));
/* Python's round: a half goes to the even number. */
const round = n => { const whole = Math.floor(n), rest = n - whole; return rest > .5 || (rest === .5 && whole % 2) ? whole + 1 : whole; };
const within = (n, most) => Math.min(Math.max(n, 0), most);
/* Left, top, width and height in the photo's pixels. */
const box = (width, height, ratio, fx, fy) => {
  const w = Math.max(Math.min(width, round(height * ratio)), 1), h = Math.max(Math.min(height, round(width / ratio)), 1);
  return [within(round(fx * width - w / 2), width - w), within(round(fy * height - h / 2), height - h), w, h];
};
const number = input => within(Number.parseFloat(input.value) || 0, 1);
const percent = input => Math.round(number(input) * 100);
const show = () => {
  const { width, height } = crops.dataset;
  for (const frame of crops.querySelectorAll('[data-ratio]')) {   /* CSSOM: allowed by a strict CSP */
    const [left, top, w, h] = box(+width, +height, +frame.dataset.ratio, number(x), number(y));
    frame.style.setProperty('aspect-ratio', `${w} / ${h}`); frame.classList.add('is-cut');
    const of = (name, part, whole) => frame.firstElementChild.style.setProperty(name, `${part / whole * 100}%`);
    of('width', width, w); of('height', height, h); of('left', -left, w); of('top', -top, h);
  }
  if (!pick) return;
  for (const [name, input] of [['--x', x], ['--y', y]]) pick.style.setProperty(name, percent(input));
  out.textContent = WORDS(percent(x), percent(y));
};
const set = (a, b) => {
  for (const [input, n] of [[x, a], [y, b]]) input.value = within(Math.round(n), 100) / 100;
  show(); x.dispatchEvent(new Event('input', { bubbles: true }));
};
if (pick) {
  pick.addEventListener('click', e => { if (!e.detail) return; const r = pick.getBoundingClientRect(); set((e.clientX - r.left) / r.width * 100, (e.clientY - r.top) / r.height * 100); });
  pick.addEventListener('keydown', e => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key]; if (!step) return;
    e.preventDefault(); const k = e.shiftKey ? 10 : 1; set(percent(x) + step[0] * k, percent(y) + step[1] * k);
  });
  for (const input of [x, y]) for (const event of ['input', 'change']) input.addEventListener(event, show);
  for (const event of ['desk:restored', 'desk:picture']) document.addEventListener(event, show);
}
if (crops) show();
