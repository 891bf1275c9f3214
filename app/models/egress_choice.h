// Role: one of this host's egress profiles, chosen by name from a list. Thread: GUI.
// Invariants: a name that is set stays, whether this host has such a profile or not.
#pragma once

#include "core/api/egress_views.h"

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

class EgressChoice : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a form")
    Q_PROPERTY(QStringList titles READ titles NOTIFY changed)
    Q_PROPERTY(QStringList details READ details NOTIFY changed) // of each title: what it lets through
    Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed) // of the chosen one
    Q_PROPERTY(bool open READ open NOTIFY changed)    // lets everything public through
    Q_PROPERTY(bool unknown READ unknown NOTIFY changed)

public:
    using QObject::QObject;

    void setProfiles(const api::EgressProfilesView &profiles);
    /// An entry for no name at all: `title` says what that comes to, `detail` why.
    void setNone(const QString &title, const QString &detail);
    QString name() const { return m_name; }
    void setName(const QString &name);

    QStringList titles() const;
    QStringList details() const;
    int current() const;
    void setCurrent(int index);
    QString text() const;
    bool open() const;
    bool unknown() const;

Q_SIGNALS:
    void changed();
    /// By somebody, not by setName().
    void chosen();

private:
    struct Entry {
        QString name; // empty: none
        QString title;
        QString detail;

        friend bool operator==(const Entry &, const Entry &) = default;
    };

    std::vector<Entry> entries() const;

    std::vector<Entry> m_profiles;
    std::optional<Entry> m_none;
    QString m_name;
};

} // namespace glovebox::models
