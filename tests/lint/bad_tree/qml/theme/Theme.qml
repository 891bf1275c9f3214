import QtQuick
import Glovebox.App
