// A pad to draw on. Tells Python the strokes, [[[x, y], ...], ...] with numbers from 0 to 1, when a stroke ends.
export default function ({ parentElement, setStateValue }) {
  const canvas = parentElement.querySelector("canvas");
  const context = canvas.getContext("2d");
  const strokes = (canvas.strokes ??= []);
  let current = null;

  const redraw = () => {
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.lineWidth = canvas.width / 13;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of strokes) {
      const [[left, top]] = stroke;
      context.beginPath();
      context.moveTo(left * canvas.width + 0.1, top * canvas.height); // a dot has a length, too
      stroke.forEach(([x, y]) => context.lineTo(x * canvas.width, y * canvas.height));
      context.stroke();
    }
  };
  const within = (part) => Math.min(Math.max(part, 0), 1);
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const parts = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return parts.map((part) => Math.round(within(part) * 1000) / 1000);
  };
  const tell = () => setStateValue("strokes", strokes.map((stroke) => [...stroke]));

  canvas.onpointerdown = (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    strokes.push((current = [place(event)]));
    redraw();
  };
  canvas.onpointermove = (event) => {
    if (!current) return;
    current.push(place(event));
    redraw();
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (!current) return;
    current = null;
    tell();
  };
  parentElement.querySelector("button").onclick = () => {
    strokes.length = 0;
    redraw();
    tell();
  };
  redraw();
}
