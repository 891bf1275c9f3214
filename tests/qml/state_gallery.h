// Role: every state as a chip, side by side, as a picture in each theme: for designers' eyes. Thread: GUI.
#pragma once

#include <QString>

/// Fonts and QML modules must be there already. False: a picture could not be drawn or written.
bool drawStateGallery(const QString &folder);
