// Role: how the window is drawn. On hosts without a GPU the OpenGL path runs on the CPU and costs ten times the
// software scene graph (qt-notes 4), so that is chosen by itself. Thread: GUI, after the application object, before the
// first window.
#pragma once

namespace glovebox::panel {

enum class Rendering { Auto, Software };

/// Returns true when the software scene graph was chosen.
bool chooseRendering(Rendering wanted);

} // namespace glovebox::panel
