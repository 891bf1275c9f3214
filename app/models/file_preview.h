// Role: one file of a sandbox, looked at: its beginning as lines when it is text, else what it is. Thread: GUI.
// Invariants: kLookMax bytes at most are asked for, and only when somebody opens it: each look is in the audit trail.
#pragma once

#include "app/bridge/file_desk.h"
#include "app/format/errors.h"
#include "app/models/text_lines.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

class FilePreview : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool shown READ shown NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString path READ path NOTIFY changed)
    Q_PROPERTY(bool loading READ loading NOTIFY changed)
    Q_PROPERTY(bool isText READ isText NOTIFY changed)
    Q_PROPERTY(QString note READ note NOTIFY changed) // "Binary, 12 KiB", "The first 256 KiB of 3.2 MiB"
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(glovebox::models::TextLines *lines READ lines CONSTANT)

public:
    explicit FilePreview(QObject *parent = nullptr) : QObject(parent) {}

    void open(bridge::FileDesk &desk, const domain::SandboxId &sandbox, std::string path, domain::GuestEntry entry);
    Q_INVOKABLE void close();

    bool shown() const { return !m_path.empty(); }
    QString title() const;
    QString path() const;
    bool loading() const { return static_cast<bool>(m_looking) && !m_isKnown; }
    bool isText() const { return m_isKnown && m_isText; }
    QString note() const { return m_note; }
    QString problem() const { return m_problem; }
    TextLines *lines() { return &m_lines; }

Q_SIGNALS:
    void changed();

private:
    void show(const Result<std::string> &found);

    std::string m_path;
    domain::GuestEntry m_entry;
    bool m_isKnown = false;
    bool m_isText = false;
    QString m_note;
    QString m_problem;
    TextLines m_lines;
    Call m_looking;
};

/// What `bytes` are as text; none: they are none. Cut within a letter counts as its end.
std::optional<QString> textOf(std::string_view bytes, bool isCut);

} // namespace glovebox::models
