#include "app/panel/rendering.h"

#include <QGuiApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QQuickWindow>

#include <string_view>

namespace glovebox::panel {

namespace {

bool hasGpu()
{
    if (QGuiApplication::platformName() == QLatin1String("offscreen"))
        return false;
    QOpenGLContext context;
    if (!context.create())
        return false;
    QOffscreenSurface surface;
    surface.setFormat(context.format());
    surface.create();
    if (!surface.isValid() || !context.makeCurrent(&surface))
        return false;
    const auto *name = reinterpret_cast<const char *>(context.functions()->glGetString(GL_RENDERER));
    const std::string_view renderer = name ? name : "";
    context.doneCurrent();
    constexpr auto none = std::string_view::npos;
    return !renderer.empty() && renderer.find("llvmpipe") == none && renderer.find("softpipe") == none &&
           renderer.find("swrast") == none;
}

} // namespace

bool chooseRendering(Rendering wanted)
{
    if (wanted != Rendering::Software && hasGpu())
        return false;
    QQuickWindow::setGraphicsApi(QSGRendererInterface::Software);
    return true;
}

} // namespace glovebox::panel
