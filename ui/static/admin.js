// The administration page asks how far the run is, shows it, and comes anew once it has ended.
const told = document.getElementById("progress");

async function ask() {
  try {
    const response = await fetch(told.dataset.from, { headers: { Accept: "application/json" } });
    if (!response.ok) { location.reload(); return; }
    const progress = await response.json();
    if (!progress.busy) { location.hash = "last"; location.reload(); return; }
    told.textContent = progress.text;
  } catch { /* the server is not to be reached just now */ }
  setTimeout(ask, 700);
}

if (told.dataset.busy) setTimeout(ask, 300);
