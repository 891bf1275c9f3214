// Role: one window of its own: a sandbox's terminals, or a log, beside the main window and with a selection of its own
// over the same engine. Thread: GUI.
// Invariant: it is about one object for as long as it is there; where the object is gone, it says so by what it shows.
#pragma once

#include "app/models/log_model.h"
#include "app/models/sandbox_detail.h"
#include "app/models/terminals_panel.h"

#include <QRect>

#include <memory>

namespace glovebox::models {

class PanelModel;

class OwnWindow : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the windows' list")
    Q_PROPERTY(Kind kind READ kind CONSTANT)
    Q_PROPERTY(QString object READ object CONSTANT) // "sandbox/sbx-1", "session/…"; empty: the engine's
    Q_PROPERTY(QString title READ title NOTIFY titleChanged)
    Q_PROPERTY(QRect place READ place WRITE setPlace NOTIFY placed) // empty: where the desktop puts it
    Q_PROPERTY(bool hasSpot READ hasSpot CONSTANT)                  // its place is on a screen that is there
    Q_PROPERTY(glovebox::models::TerminalsPanel *terminals READ terminals CONSTANT) // of Terminal; else null
    Q_PROPERTY(glovebox::models::SandboxDetail *sandbox READ sandbox CONSTANT)      // likewise
    Q_PROPERTY(glovebox::models::LogModel *log READ log CONSTANT)                   // of Log; else null

public:
    enum Kind { Terminal, Log };
    Q_ENUM(Kind)

    OwnWindow(PanelModel &panel, Kind kind, const QString &object, QRect place = {});

    Kind kind() const { return m_kind; }
    QString object() const { return m_object; }
    bool isOf(Kind kind, const QString &object) const { return m_kind == kind && m_object == object; }
    QString title() const;
    QRect place() const { return m_place; }
    void setPlace(QRect place);
    bool hasSpot() const;
    TerminalsPanel *terminals() { return m_terminals.get(); }
    SandboxDetail *sandbox() { return m_sandbox.get(); }
    LogModel *log() { return m_log.get(); }

Q_SIGNALS:
    void titleChanged();
    void placed();
    /// It is to come forward.
    void forwardAsked();

private:
    PanelModel &m_panel;
    Kind m_kind;
    QString m_object;
    QRect m_place;
    std::unique_ptr<SandboxDetail> m_sandbox;
    std::unique_ptr<TerminalsPanel> m_terminals;
    std::unique_ptr<LogModel> m_log;
};

} // namespace glovebox::models
