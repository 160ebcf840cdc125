/* A sign of life of an open form every 30 seconds; the answer says who else has it open. Says only what has changed. */
const EVERY = 30_000;
const place = document.querySelector('[data-presence]');
const show = words => {
  if ((place.textContent.trim()) === words) return;
  place.replaceChildren();
  if (words) { const p = document.createElement('p'); p.className = 'here'; p.textContent = words; place.append(p); }
};
const tell = async () => {
  try {
    const token = document.querySelector('input[name="csrfmiddlewaretoken"]').value;
    const answer = await fetch(place.dataset.presence, { method: 'POST', headers: { 'X-CSRFToken': token }, redirect: 'error' });
    if (answer.ok) show((await answer.json()).words);
  } catch { /* no line, or signed out: the next sign tells */ }
};
if (place) { addEventListener('load', tell); setInterval(tell, EVERY); }
