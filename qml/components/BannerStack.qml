// Two banners at most; the rest is counted.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls

Column {
    id: root

    required property BannerList banners

    signal actionRequested(action: string)

    Repeater {
        id: repeater

        model: root.banners

        BannerBar {
            id: bar

            required property int index
            required property string key
            required property string action
            required property string second

            objectName: "banner-" + bar.key
            width: root.width
            trailingText: bar.index === repeater.count - 1 ? root.banners.moreText : ""
            onActionRequested: root.actionRequested(bar.action)
            onSecondRequested: root.actionRequested(bar.second)
            onDismissed: root.banners.dismiss(bar.key)
        }
    }
}
