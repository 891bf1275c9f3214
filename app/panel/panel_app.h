// Role: the window around a PanelModel: fonts, QML engine, theme, closing, pictures. What the panel is composed of
// (client, engine) is its owner's. Thread: GUI.
#pragma once

#include "app/models/panel_model.h"

#include <QObject>
#include <QQmlApplicationEngine>
#include <QSize>
#include <QStringList>

class QQuickWindow;

namespace glovebox::panel {

class Appearance;

/// Makes the bundled fonts known and Inter the default one. PanelApp does it by itself.
void loadFonts();

class PanelApp : public QObject {
    Q_OBJECT

public:
    /// The model must outlive the window.
    explicit PanelApp(models::PanelModel *model, QObject *parent = nullptr);
    ~PanelApp() override;

    /// Creates the window, not yet shown, as the settings have it. False: the QML is broken; the messages are in the
    /// log.
    bool load();
    void show();
    /// To the front, also when it is minimized.
    void comeForward();
    QQuickWindow *window() const { return m_window; }

    /// Nothing moves by itself: for pictures and for people who ask for it.
    void setReducedMotion(bool reduced);

    /// Saves the window as it stands after `page` was drawn in `theme` and `size`. Works without a display (offscreen).
    bool grab(const QString &file, models::PanelModel::Page page, const QString &theme, QSize size);

Q_SIGNALS:
    /// The window may go and the engine is down, or given up on: end the program.
    void quitReady();

private:
    QObject *theme();
    void followDesktop();

    models::PanelModel *m_model;
    QQmlApplicationEngine m_engine;
    Appearance *m_appearance = nullptr;
    QQuickWindow *m_window = nullptr;
};

} // namespace glovebox::panel
