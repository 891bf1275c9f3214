// Role: the form for a sandbox of the operator's own: what was typed, what is wrong with it, and what came of asking.
// Thread: GUI. Invariants: only a size within the bounds of core/base/limits.h is ever asked for.
#pragma once

#include "core/api/engine_control.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <optional>

namespace glovebox::models {

class NewSandboxForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY changed)
    Q_PROPERTY(QString vcpus READ vcpus WRITE setVcpus NOTIFY changed)
    Q_PROPERTY(QString memory READ memory WRITE setMemory NOTIFY changed)
    Q_PROPERTY(QString disk READ disk WRITE setDisk NOTIFY changed)
    Q_PROPERTY(int nameMax READ nameMax CONSTANT)
    Q_PROPERTY(QString vcpusHint READ vcpusHint CONSTANT)
    Q_PROPERTY(QString memoryHint READ memoryHint NOTIFY changed)
    Q_PROPERTY(QString diskHint READ diskHint CONSTANT)
    Q_PROPERTY(bool vcpusWrong READ vcpusWrong NOTIFY changed)
    Q_PROPERTY(bool memoryWrong READ memoryWrong NOTIFY changed)
    Q_PROPERTY(bool diskWrong READ diskWrong NOTIFY changed)
    Q_PROPERTY(bool canCreate READ canCreate NOTIFY changed)
    Q_PROPERTY(bool sending READ sending NOTIFY changed)
    Q_PROPERTY(QString refusal READ refusal NOTIFY changed)

public:
    static constexpr int kNameMax = 60; // fits a table's cell

    using QObject::QObject;

    /// The dialog opens: what sandboxes get here by default, and what the host has.
    void prepare(const domain::MachineSize &size, ByteCount hostMemory);

    QString name() const { return m_name; }
    void setName(const QString &name);
    QString vcpus() const { return m_vcpus; }
    void setVcpus(const QString &text);
    QString memory() const { return m_memory; } // MiB
    void setMemory(const QString &text);
    QString disk() const { return m_disk; } // GiB
    void setDisk(const QString &text);
    int nameMax() const { return kNameMax; }
    /// The bounds, in words; red when they are broken.
    QString vcpusHint() const;
    QString memoryHint() const;
    QString diskHint() const;
    bool vcpusWrong() const;
    bool memoryWrong() const;
    bool diskWrong() const;
    bool canCreate() const { return wanted().has_value() && !m_sending; }
    bool sending() const { return m_sending; }
    QString refusal() const { return m_refusal; }

    std::optional<api::NewSandbox> wanted() const;
    void setSending();
    void setAnswer(const api::Verdict &verdict);

Q_SIGNALS:
    void changed();
    /// Accepted: the dialog may close.
    void created();

private:
    void set(QString &field, const QString &text);
    ByteCount memoryMax() const;

    QString m_name;
    QString m_vcpus;
    QString m_memory;
    QString m_disk;
    ByteCount m_hostMemory;
    bool m_sending = false;
    QString m_refusal;
};

} // namespace glovebox::models
