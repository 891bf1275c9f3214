// Whom a sandbox is kept for and until when, and which sessions that would be now.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column { // what comes and goes is placed one below the other: layouts of Qt 6.4 miss it
    id: root

    required property ReservationForm form

    readonly property bool forSession: root.form.forWhom === ReservationForm.Session
    readonly property bool forMatch: root.form.forWhom === ReservationForm.Match

    function focusFirst(): void {
        if (root.forSession)
            session.field.forceActiveFocus();
        else if (root.forMatch)
            pairs.focusFirst();
    }

    spacing: Theme.gap12

    CaptionLabel {
        width: root.width
        text: qsTr("Reserved for")
        color: Theme.textSecondary
        font.weight: Font.Medium
    }
    SegmentSwitch {
        objectName: "reserveFor"
        Accessible.name: qsTr("Whom it is reserved for")
        choices: [qsTr("Nobody"), qsTr("A session"), qsTr("Whichever matches")]
        current: root.form.forWhom
        onChosen: index => {
            root.form.forWhom = index;
            root.focusFirst();
        }
    }
    PlainLabel {
        width: root.width
        visible: root.form.forWhom === ReservationForm.Nobody
        text: qsTr("No session gets it by itself. One that names it in its metadata does.")
        color: Theme.textTertiary
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    InputField {
        id: session

        objectName: "reserveSession"
        width: root.width
        visible: root.forSession
        label: qsTr("Session")
        placeholder: "sesn_1a2b3c"
        hint: qsTr("This one and no other, also when it comes back")
        text: root.form.session
        mono: true
        maximumLength: 128
        onEdited: text => root.form.session = text
    }
    Column {
        width: root.width
        visible: root.forMatch
        spacing: Theme.gap4

        CaptionLabel {
            width: root.width
            text: qsTr("Metadata that the session has, all of it; the first that fits gets the sandbox")
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        PairFields {
            id: pairs

            width: root.width
            pairs: root.form.match
        }
    }
    Item {
        width: root.width
        height: Theme.controlHeight
        visible: root.form.forWhom !== ReservationForm.Nobody

        ChoiceBox {
            objectName: "reserveExpiry"
            width: parent.width - (hours.visible ? hours.width + Theme.gap12 : 0)
            label: qsTr("It ends")
            model: root.form.expiryChoices
            currentIndex: root.form.expiry
            onActivated: index => root.form.expiry = index
        }
        InputField {
            id: hours

            objectName: "reserveHours"
            x: parent.width - width
            width: Theme.sized(120)
            visible: root.form.ownHours
            captioned: false
            label: qsTr("Hours until it ends")
            placeholder: qsTr("hours")
            text: root.form.hours
            wrong: root.form.hoursWrong
            mono: true
            maximumLength: 5
            onEdited: text => root.form.hours = text
        }
    }
    NoteBox {
        objectName: "reserveProblem"
        width: root.width
        visible: root.form.problem !== ""
        kind: "error"
        text: root.form.problem
    }
    Column {
        objectName: "reserveMatches"
        width: root.width
        visible: root.form.matchText !== ""
        spacing: Theme.gap4

        CaptionLabel {
            width: root.width
            text: root.form.matchText
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        Repeater {
            model: root.form.matchLines

            ElidedLabel {
                required property string modelData

                width: root.width
                text: "•  " + modelData
            }
        }
    }
}
