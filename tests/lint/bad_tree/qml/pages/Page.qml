import QtQuick.Layouts
import Glovebox.App
import org.kde.kirigami
import "../components"
