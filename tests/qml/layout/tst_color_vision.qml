import QtQuick
import QtTest
import Glovebox.Theme

// The six colours of states as they are worn now can be told apart under simulated colour vision, in all four themes.
// Simulation: Machado, Oliveira, Fernandes 2009, full severity, on linear light. Distance: CIEDE2000.
TestCase {
    id: root

    name: "ColorVision"

    readonly property real least: 8
    readonly property var visions: ({
        full: [1, 0, 0, 0, 1, 0, 0, 0, 1],
        protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900]
    })

    function linear(channel: real): real {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }
    function seen(color: color, vision: string): var {
        const rgb = [linear(color.r), linear(color.g), linear(color.b)];
        const m = visions[vision];
        return [0, 3, 6].map(row => Math.min(1, Math.max(0, m[row] * rgb[0] + m[row + 1] * rgb[1] + m[row + 2] * rgb[2])));
    }
    function lab(rgb: var): var {
        const f = t => t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
        const x = f((0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047);
        const y = f(0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2]);
        const z = f((0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883);
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
    }
    function distance(one: var, other: var): real {
        const radians = Math.PI / 180;
        const strong = c => Math.sqrt(Math.pow(c, 7) / (Math.pow(c, 7) + Math.pow(25, 7)));
        const mean = (Math.hypot(one[1], one[2]) + Math.hypot(other[1], other[2])) / 2;
        const g = 0.5 * (1 - strong(mean));
        const [a1, a2] = [one[1] * (1 + g), other[1] * (1 + g)];
        const [c1, c2] = [Math.hypot(a1, one[2]), Math.hypot(a2, other[2])];
        const hue = (b, a) => (Math.atan2(b, a) / radians + 360) % 360;
        const [h1, h2] = [hue(one[2], a1), hue(other[2], a2)];
        const turn = c1 * c2 === 0 ? 0 : (h2 - h1 + 540) % 360 - 180;
        const dL = other[0] - one[0];
        const dC = c2 - c1;
        const dH = 2 * Math.sqrt(c1 * c2) * Math.sin(turn / 2 * radians);
        const l = (one[0] + other[0]) / 2;
        const c = (c1 + c2) / 2;
        const h = c1 * c2 === 0 ? h1 + h2 : Math.abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : (h1 + h2 + 360) / 2 % 360;
        const t = 1 - 0.17 * Math.cos((h - 30) * radians) + 0.24 * Math.cos(2 * h * radians) + 0.32 * Math.cos((3 * h + 6) * radians) - 0.2 * Math.cos((4 * h - 63) * radians);
        const sL = 1 + 0.015 * Math.pow(l - 50, 2) / Math.sqrt(20 + Math.pow(l - 50, 2));
        const sC = 1 + 0.045 * c;
        const sH = 1 + 0.015 * c * t;
        const around = -2 * strong(c) * Math.sin(60 * Math.exp(-Math.pow((h - 275) / 25, 2)) * radians);
        return Math.sqrt(Math.pow(dL / sL, 2) + Math.pow(dC / sC, 2) + Math.pow(dH / sH, 2) + around * dC / sC * dH / sH);
    }
    function cleanupTestCase() {
        Theme.scheme = "dark";
    }

    function test_theMeasureIsRight() { // pairs of Sharma, Wu, Dalal 2005
        verify(Math.abs(distance([50, 2.6772, -79.7751], [50, 0, -82.7485]) - 2.0425) < 0.001);
        verify(Math.abs(distance([50, 2.5, 0], [73, 25, -18]) - 27.1492) < 0.001);
        verify(Math.abs(distance([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514]) - 0.9082) < 0.001);
    }
    function test_statesAreToldApart_data() {
        const rows = [];
        for (const scheme of ["dark", "light", "contrast-dark", "contrast-light"])
            for (const vision in visions)
                rows.push({tag: scheme + ", " + vision, scheme: scheme, vision: vision});
        return rows;
    }
    function test_statesAreToldApart(data) {
        Theme.scheme = data.scheme;
        const tones = ["live", "progress", "attention", "failed", "parked", "neutral"];
        const colors = tones.map(tone => lab(seen(Theme[tone], data.vision)));
        for (let one = 0; one < tones.length; ++one)
            for (let other = one + 1; other < tones.length; ++other) {
                const apart = distance(colors[one], colors[other]);
                verify(apart >= least, data.tag + ": " + tones[one] + " and " + tones[other] + " are " + apart.toFixed(1) + " apart");
            }
    }
}
