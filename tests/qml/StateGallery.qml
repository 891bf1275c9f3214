// Every state, button and field side by side, for eyes.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Window
import Glovebox.Controls
import Glovebox.Theme

Window {
    id: root

    property var states: []
    readonly property QtObject theme: Theme

    width: 1024
    height: 760
    color: Theme.surfaceWindow

    Card {
        anchors.fill: parent
        anchors.margins: 16

        Column {
            x: 24
            y: 20
            spacing: 16

            PlainLabel {
                text: "States"
                font.pixelSize: Theme.pageSize
                font.weight: Font.DemiBold
            }
            Grid {
                columns: 4
                spacing: 8

                Repeater {
                    model: root.states

                    Row {
                        id: state

                        required property var modelData

                        width: 225
                        spacing: 8

                        StateChip {
                            tone: state.modelData.tone
                            symbol: state.modelData.symbol
                            word: state.modelData.word
                        }
                    }
                }
            }
            Row {
                spacing: 12

                StateChip {
                    tone: "live"
                    symbol: "disc"
                    word: "Running"
                    stale: true
                }
                Tag {
                    text: "emulated"
                }
                Rectangle {
                    width: 320
                    height: 34
                    color: Theme.surfaceSelected

                    Row {
                        x: 12
                        anchors.verticalCenter: parent.verticalCenter
                        spacing: 8

                        StateChip {
                            tone: "progress"
                            symbol: "clock"
                            word: "On selection"
                        }
                        StateChip {
                            tone: "failed"
                            symbol: "octagon-cross"
                            word: "Failed"
                        }
                    }
                }
            }
            Row {
                spacing: 12

                PushButton {
                    text: "Pause polling"
                    symbol: "pause-fill"
                }
                PushButton {
                    kind: "primary"
                    text: "Start"
                    symbol: "play-fill"
                }
                PushButton {
                    kind: "danger"
                    text: "Destroy 1 sandbox"
                }
                PushButton {
                    text: "Pausing… 2 s"
                    busy: true
                    enabled: false
                }
                PushButton {
                    kind: "quiet"
                    text: "Copy"
                    symbol: "copy"
                }
                SearchField {
                    label: "Filter sessions"
                    keys: "/"
                }
            }
            Row {
                spacing: 24

                Meter {
                    width: 220
                    label: "CPU"
                    text: "43% of 200%"
                    share: 0.43
                }
                Meter {
                    width: 220
                    label: "RAM"
                    text: "318 / 512 MiB"
                    share: 0.62
                    ink: Theme.parked
                }
                Spinner {}
                ThinProgress {
                    width: 160
                    value: 0.4
                }
                PendingPill {
                    text: "12 new, 3 re-ordered"
                }
            }
        }
    }
}
