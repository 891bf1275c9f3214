// Role: the environments that this host serves, as the header shows and steers them: the one there is, or all of
// several in one word. Several are steered one by one on their page. Thread: GUI. Invariants: never shows a state that
// the engine has not confirmed; a request shows as such until then.
#pragma once

#include "app/models/environments_model.h"

namespace glovebox::models {

class EnvironmentStatus : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(bool several READ several NOTIFY changed)
    Q_PROPERTY(QString id READ id NOTIFY changed)
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(QString detail READ detail NOTIFY changed)
    Q_PROPERTY(QString word READ word NOTIFY changed)
    Q_PROPERTY(QString tone READ tone NOTIFY changed)
    Q_PROPERTY(QString symbol READ symbol NOTIFY changed)
    Q_PROPERTY(bool isDemo READ isDemo NOTIFY changed)
    Q_PROPERTY(bool canPause READ canPause NOTIFY changed)
    Q_PROPERTY(bool canResume READ canResume NOTIFY changed)
    Q_PROPERTY(QString requestText READ requestText NOTIFY changed)

public:
    EnvironmentStatus(const EnvironmentsModel *environments, Ticker *ticker, QObject *parent = nullptr);

    bool known() const { return m_environments->count() > 0; }
    bool several() const { return m_environments->count() > 1; }
    /// Of the only one.
    QString id() const;
    QString name() const;
    /// Ids, addresses and key hints, a line each.
    QString detail() const;
    QString word() const;
    QString tone() const;
    QString symbol() const;
    bool isDemo() const;
    bool canPause() const;
    bool canResume() const;
    QString requestText() const;

Q_SIGNALS:
    void changed();

private:
    bool alone() const { return m_environments->count() == 1; }
    /// The one that needs somebody most.
    const api::EnvironmentView *worst() const;

    const EnvironmentsModel *m_environments;
    Ticker *m_ticker;
};

} // namespace glovebox::models
