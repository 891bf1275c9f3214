// The one place where colours, sizes and durations live. Four palettes, measured for contrast in the design; switched
// live by setting `scheme` (and `systemDark`, `systemContrast` for "auto"). Sizes follow the text size and the density;
// one that stands in a page itself is written Theme.sized(120), so that it follows as well.
pragma Singleton

import QtQuick

QtObject {
    id: root

    // "auto", "dark", "light", "contrast-dark", "contrast-light"
    property string scheme: "auto"
    property bool systemDark: true
    property bool systemContrast: false
    property bool systemStill: false // the desktop wants less motion, or it would be drawn by the processor
    property bool alwaysStill: false // for pictures
    property bool reducedMotion: false
    property real textScale: 1 // 0.85 to 2: of all sizes, but not of the space between things
    property int density: 1 // compact, standard, comfortable

    readonly property bool dark: root.scheme === "auto" ? root.systemDark : root.scheme.endsWith("dark")
    readonly property bool contrast: root.scheme === "auto" ? root.systemContrast : root.scheme.startsWith("contrast")

    // Surfaces
    readonly property color surfaceWindow: root.pick("#14171B", "#F3F5F8", "#000000", "#FFFFFF")
    readonly property color surfacePanel: root.pick("#1B1F25", "#FFFFFF", "#000000", "#FFFFFF")
    readonly property color surfaceRaised: root.pick("#252B33", "#E9EDF2", "#101010", "#F2F2F2")
    readonly property color surfaceSelected: root.pick("#1F3A5C", "#D6E6FB", "#002B54", "#D9EAFF")
    readonly property color surfaceTerminal: root.pick("#0E1013", "#FBFCFD", "#000000", "#FFFFFF")
    readonly property color surfaceDemo: root.pick("#1B2836", "#E6F0FC", "#000000", "#FFFFFF")

    // Foregrounds
    readonly property color textPrimary: root.pick("#E8EBEF", "#15191E", "#FFFFFF", "#000000")
    readonly property color textSecondary: root.pick("#B4BCC7", "#444D58", "#E6E6E6", "#1F1F1F")
    readonly property color textTertiary: root.pick("#9AA4B1", "#56606C", "#D4D4D4", "#2B2B2B")
    readonly property color link: root.pick("#7DB8FF", "#0B57B0", "#8CC8FF", "#00387A")
    readonly property color focusRing: root.pick("#8FC4FF", "#0B57B0", "#FFE94D", "#7A0060")
    readonly property color borderControl: root.pick("#7A8694", "#75808C", "#FFFFFF", "#000000")
    // Decorative lines: between rows and around cards. Nothing depends on seeing them.
    readonly property color borderSubtle: root.pick("#2C333C", "#DDE2E8", "#FFFFFF", "#000000")
    readonly property color borderField: root.pick("#4A545F", "#A9B2BC", "#FFFFFF", "#000000")

    // States
    readonly property color live: root.pick("#8CF0C0", "#1F6A57", "#A8FFD3", "#005238")
    readonly property color progress: root.pick("#3DA8FF", "#0052E0", "#7FC4FF", "#0036B8")
    readonly property color attention: root.pick("#FFC933", "#4F3400", "#FFE14D", "#332000")
    readonly property color failed: root.pick("#FF7F75", "#C4291A", "#FFAE9B", "#960F00")
    readonly property color parked: root.pick("#E7CCF8", "#74087F", "#F0D6FF", "#4C0063")
    readonly property color neutral: root.pick("#9DA5B0", "#343B45", "#C9CDD2", "#2E343C")

    // Fills with their text
    readonly property color primaryFill: root.pick("#2B6FD6", "#1463C2", "#8CC8FF", "#00387A")
    readonly property color primaryText: root.pick("#FFFFFF", "#FFFFFF", "#000000", "#FFFFFF")
    readonly property color dangerFill: root.pick("#C8432D", "#B3261E", "#FFAE9B", "#960F00")
    readonly property color dangerText: root.pick("#FFFFFF", "#FFFFFF", "#000000", "#FFFFFF")
    readonly property color attentionFill: root.pick("#FFC933", "#FFC933", "#FFE14D", "#332000")
    readonly property color attentionText: root.pick("#14171B", "#15191E", "#000000", "#FFFFFF")
    readonly property color attentionBorder: root.pick("#FFC933", "#8A6A00", "#FFE14D", "#332000")
    readonly property color infoFill: root.pick("#17324F", "#E1EEFD", "#000000", "#FFFFFF")
    readonly property color infoText: root.pick("#E8EBEF", "#15191E", "#FFFFFF", "#000000")
    readonly property color warningFill: root.pick("#3D3210", "#FFF1CC", "#000000", "#FFFFFF")
    readonly property color warningText: root.pick("#FFF1C9", "#2B2000", "#FFFFFF", "#000000")
    readonly property color errorFill: root.pick("#45201B", "#FDE5E1", "#000000", "#FFFFFF")
    readonly property color errorText: root.pick("#FFE3DF", "#3A0C07", "#FFFFFF", "#000000")
    readonly property color matchFill: root.pick("#574700", "#FFE9A3", "#FFFFFF", "#000000")
    readonly property color matchText: root.pick("#FFF4CF", "#15191E", "#000000", "#FFFFFF")
    readonly property color matchCurrentFill: root.pick("#FFC933", "#5C3B00", "#FFE94D", "#7A0060")
    readonly property color matchCurrentText: root.pick("#14171B", "#FFFFFF", "#000000", "#FFFFFF")
    // A terminal's sixteen colours, from black to bright white, each to be read on surfaceTerminal
    readonly property var terminal: root.dark
        ? ["#7D8794", "#FF7F75", "#5FD19A", "#F2C14E", "#6CB6FF", "#D9A5F2", "#5CCFE6", "#D5DBE3",
           "#8F99A6", "#FFA59E", "#8CF0C0", "#FFDD7A", "#9CCBFF", "#EBCBFA", "#9BE7F5", "#FFFFFF"]
        : ["#3A4048", "#B3261E", "#17693F", "#6E4C00", "#0B57B0", "#7A1FA2", "#00616F", "#4A525C",
           "#5B6572", "#8C1D18", "#0E5231", "#553A00", "#083F80", "#5B1579", "#004A55", "#15191E"]
    readonly property color shade: root.pick("#A0000000", "#60101418", "#C0000000", "#A0000000")

    // Type: a family for reading, one for ids and logs
    readonly property string family: "Inter"
    readonly property string monoFamily: "JetBrains Mono"
    readonly property int captionSize: root.sized(12)
    readonly property int bodySize: root.sized(13)
    readonly property int readingSize: root.sized(14)
    readonly property int sectionSize: root.sized(14)
    readonly property int pageSize: root.sized(20)
    readonly property int monoSize: root.sized(12)
    readonly property int monoLine: root.sized(18)
    readonly property int terminalSize: root.sized(13)

    // Space on a grid of 4
    readonly property int hair: 1
    readonly property int gap2: 2
    readonly property int gap4: 4
    readonly property int gap8: 8
    readonly property int gap12: 12
    readonly property int gap16: 16
    readonly property int gap24: 24
    readonly property int gap32: 32
    readonly property int gap48: 48
    readonly property int radius: 4
    readonly property int radiusCard: 8
    readonly property int focusWidth: root.contrast ? 3 : 2

    // Sizes
    readonly property int rowHeight: root.sized([28, 34, 44][root.density])
    readonly property int rowHeightTwoLines: root.sized([42, 48, 58][root.density])
    readonly property int rowHeightThreeLines: root.sized([58, 66, 76][root.density])
    readonly property int controlHeight: root.sized([28, 32, 40][root.density])
    readonly property int chipHeight: root.sized(22)
    readonly property int headerHeight: root.sized(52)
    readonly property int statusBarHeight: root.sized(28)
    readonly property int railWidth: root.sized(200)
    readonly property int railWidthCollapsed: root.sized(100)
    readonly property int previewWidth: root.sized(360)
    readonly property int detailWidth: root.sized(440)
    readonly property int detailWidthMax: root.sized(720)
    readonly property int iconSize: root.sized(16)
    readonly property int railIconSize: root.sized(20)
    readonly property int scrollBarWidth: 12
    readonly property int scrollThumbMin: 32

    // Widths at which the layout changes
    readonly property int widthWide: root.sized(1600)
    readonly property int widthRegular: root.sized(1280)
    readonly property int widthNarrow: root.sized(1024)

    // Time
    readonly property int fadeMs: root.reducedMotion ? 0 : 120
    readonly property int sheetMs: root.reducedMotion ? 0 : 160
    readonly property int turnMs: 1200
    readonly property int toastMs: 5000
    readonly property int loadingMs: 300

    /// What is so many pixels at 100 %.
    function sized(pixels: real): int {
        return Math.round(pixels * root.textScale);
    }
    /// As somebody chose in the settings.
    function wear(settings: var): void {
        root.scheme = settings.scheme;
        root.textScale = settings.scale;
        root.density = settings.density;
        root.reducedMotion = root.alwaysStill || settings.motion === 1 || (settings.motion === 0 && root.systemStill);
    }

    function pick(dark: string, light: string, contrastDark: string, contrastLight: string): string {
        if (root.contrast)
            return root.dark ? contrastDark : contrastLight;
        return root.dark ? dark : light;
    }

    /// The colour of a tone word of app/format.
    function tone(word: string): color {
        switch (word) {
        case "live": return root.live;
        case "progress": return root.progress;
        case "attention": return root.attention;
        case "failed": return root.failed;
        case "parked": return root.parked;
        default: return root.neutral;
        }
    }

    /// A wash of `tint` over the panel: opaque, so that its text keeps its contrast on every row.
    function wash(tint: color, amount: real): color {
        return Qt.tint(root.surfacePanel, Qt.rgba(tint.r, tint.g, tint.b, amount));
    }
}
