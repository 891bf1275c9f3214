#include "app/panel/panel_app.h"

#include "app/models/desktop_panel.h"
#include "app/panel/appearance.h"

#include <QDir>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QImage>
#include <QLoggingCategory>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QtQml/qqmlextensionplugin.h>

// The modules are static libraries; nothing else names their plugins.
Q_IMPORT_QML_PLUGIN(Glovebox_AppPlugin)
Q_IMPORT_QML_PLUGIN(Glovebox_ThemePlugin)
Q_IMPORT_QML_PLUGIN(Glovebox_ControlsPlugin)
Q_IMPORT_QML_PLUGIN(Glovebox_UiPlugin)

namespace glovebox::panel {

Q_LOGGING_CATEGORY(lcPanel, "glovebox.panel", QtInfoMsg)

/// A window that ticks may never draw the same twice; so many frames are enough for any layout.
constexpr int kFramesMax = 4;

void loadFonts()
{
    const QDir fonts(QStringLiteral(":/glovebox/fonts"));
    for (const QString &file : fonts.entryList(QDir::Files)) {
        if (QFontDatabase::addApplicationFont(fonts.filePath(file)) < 0)
            qCWarning(lcPanel) << "Cannot load font" << file;
    }
    QFont font(QStringLiteral("Inter"));
    font.setPixelSize(13);
    QGuiApplication::setFont(font);
}

PanelApp::PanelApp(models::PanelModel *model, QObject *parent) : QObject(parent), m_model(model)
{
    loadFonts();
    // Once a process: after the first window Qt may have loaded controls of its own, and takes no other word then.
    [[maybe_unused]] static const bool styled = (QQuickStyle::setStyle(QStringLiteral("Basic")), true);
    m_engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    connect(model->desktop(), &models::DesktopPanel::forwardAsked, this, &PanelApp::comeForward);
    connect(model->quit(), &models::QuitGuard::ready, this, &PanelApp::quitReady);
}

PanelApp::~PanelApp() = default;

bool PanelApp::load()
{
    m_engine.setInitialProperties({{QStringLiteral("panel"), QVariant::fromValue(m_model)}});
    m_engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Glovebox/Ui/Main.qml")));
    if (m_engine.rootObjects().isEmpty())
        return false;
    m_window = qobject_cast<QQuickWindow *>(m_engine.rootObjects().constFirst());
    if (!m_window)
        return false;
    // The theme can be found from here on, and nothing has been drawn yet.
    m_appearance = new Appearance(this);
    connect(m_appearance, &Appearance::changed, this, &PanelApp::followDesktop);
    followDesktop();
    return true;
}

void PanelApp::show()
{
    m_window->show();
    qCInfo(lcPanel) << "Window open, drawn by graphics API" << m_window->rendererInterface()->graphicsApi();
}

void PanelApp::comeForward()
{
    if (!m_window) // not yet loaded: it opens in front
        return;
    m_window->setWindowStates(m_window->windowStates() & ~Qt::WindowMinimized);
    m_window->show();
    m_window->raise();
    m_window->requestActivate();
    qCInfo(lcPanel) << "The window was brought forward";
}

QObject *PanelApp::theme()
{
    return m_window->property("theme").value<QObject *>();
}

void PanelApp::followDesktop()
{
    theme()->setProperty("systemDark", m_appearance->dark());
    theme()->setProperty("systemContrast", m_appearance->contrast());
    const bool byProcessor = QQuickWindow::sceneGraphBackend() == QLatin1String("software");
    theme()->setProperty("systemStill", m_appearance->still() || byProcessor);
    Q_EMIT m_model->settings()->lookChanged(); // the theme is worn anew
}

void PanelApp::setReducedMotion(bool reduced)
{
    theme()->setProperty("alwaysStill", reduced);
    Q_EMIT m_model->settings()->lookChanged();
}

bool PanelApp::grab(const QString &file, models::PanelModel::Page page, const QString &themeName, QSize size)
{
    m_model->setPage(page);
    m_model->settings()->wear(themeName);
    m_window->resize(size);
    m_window->show();
    // Pages load, lists lay out, texts tell their widths a frame late. What is drawn twice alike is final.
    QImage image;
    for (int frame = 0; frame < kFramesMax; ++frame) {
        for (int turn = 0; turn < 8; ++turn)
            QGuiApplication::processEvents(QEventLoop::AllEvents, 20);
        const QImage next = m_window->grabWindow();
        if (std::exchange(image, next) == next)
            break;
    }
    if (image.isNull() || !image.save(file)) {
        qCWarning(lcPanel) << "Cannot save the picture" << file;
        return false;
    }
    return true;
}

} // namespace glovebox::panel
