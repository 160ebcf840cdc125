/* A photo's page: a decorative photo's words are greyed and kept; a file that shall replace this one is looked at before it is sent. */
const WORDS = {
  large: 'This file is larger than 40 MB. Save the photo smaller.',
  now: (w, h) => `${w} × ${h} pixels. The crops above show it; it takes the old one’s place when you save.`,
  shape: 'It has another shape than the one it replaces: see whether the crops still show what matters.',
  blind: 'This browser can’t show such a file before it is saved.',
  same: 'This is the very file that is there already.',
  twin: name => `The same file is in the library already: “${name}”.`,
};
const alt = document.getElementById('id_alt'), decorative = document.getElementById('id_is_decorative');
if (alt && decorative) {
  const show = () => { alt.readOnly = decorative.checked; alt.closest('.form-row').classList.toggle('is-off', decorative.checked); };
  decorative.addEventListener('change', show); document.addEventListener('desk:restored', show); show();
}

const file = document.getElementById('id_file'), crops = document.querySelector('.crops');
if (file && crops) {
  const say = document.createElement('div'); say.setAttribute('role', 'status'); file.closest('.form-row').append(say);
  const pictures = document.querySelectorAll('.focal img, .crops img');
  const before = { width: crops.dataset.width, height: crops.dataset.height, src: pictures[0].src };
  let address = null;
  const put = ({ width, height, src }) => {
    Object.assign(crops.dataset, { width, height });
    for (const img of pictures) img.src = src;
    pictures[0].width = width; pictures[0].height = height;
    document.dispatchEvent(new Event('desk:picture'));
  };
  const tell = (...lines) => say.replaceChildren(...lines.filter(Boolean).map(words => {
    const p = document.createElement('p'); p.className = 'note'; p.append(words); return p;
  }));
  const twins = async chosen => {
    if (!crypto.subtle) return [];   /* only where the address is secure */
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await chosen.arrayBuffer()));
    const digest = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
    if (digest === crops.dataset.digest) return [WORDS.same];
    try {
      const answer = await fetch(`${crops.dataset.same}?digest=${digest}&not=${crops.dataset.id}`);
      return (await answer.json()).same.map(photo => {
        const a = document.createElement('a'); a.href = photo.address; a.target = '_blank'; a.textContent = WORDS.twin(photo.name); return a;
      });
    } catch { return []; }   /* the server says it again after saving */
  };
  file.addEventListener('change', async () => {
    const [chosen] = file.files;
    if (address) URL.revokeObjectURL(address);
    address = null; put(before); tell();
    if (!chosen) return;
    if (chosen.size > +file.dataset.most) { file.value = ''; tell(WORDS.large); return; }
    let size = null;
    address = URL.createObjectURL(chosen);
    try {
      const img = new Image(); img.src = address; await img.decode();
      size = { width: img.naturalWidth, height: img.naturalHeight, src: address };
    } catch { /* TIFF and HEIC, in most browsers; and what is no photo, which the server says */ }
    const found = await twins(chosen);
    if (file.files[0] !== chosen) return;
    if (size) put(size);
    const reshaped = size && size.width * before.height !== size.height * before.width;
    tell(size ? WORDS.now(size.width, size.height) : WORDS.blind, reshaped && WORDS.shape, ...found);
  });
}
