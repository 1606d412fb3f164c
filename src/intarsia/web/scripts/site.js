// What every page loads. Each module enhances what works without it; add a module here with one line.
import "./swap.js";
import "./keys.js";
import "./copy.js";
import "./chart.js";
import "./editors.js";
import "./desk.js";
import "./upload.js";
