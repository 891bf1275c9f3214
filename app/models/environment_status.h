// Role: the environment that this host serves, as the header shows and steers it. With several, the first one by id is
// shown; all are served alike.
// Thread: GUI.
// Invariants: never shows a state that the engine has not confirmed; a request shows as such until then.
#pragma once

#include "app/models/ticker.h"
#include "core/api/views.h"

#include <QtQml/qqmlregistration.h>

#include <map>

namespace glovebox::models {

class EnvironmentStatus : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(QString id READ id NOTIFY changed)
    Q_PROPERTY(QString shortId READ shortId NOTIFY changed)
    Q_PROPERTY(QString baseUrl READ baseUrl NOTIFY changed)
    Q_PROPERTY(QString keyHint READ keyHint NOTIFY changed)
    Q_PROPERTY(QString word READ word NOTIFY changed)
    Q_PROPERTY(QString tone READ tone NOTIFY changed)
    Q_PROPERTY(QString symbol READ symbol NOTIFY changed)
    Q_PROPERTY(int active READ active NOTIFY changed)
    Q_PROPERTY(bool isDemo READ isDemo NOTIFY changed)
    Q_PROPERTY(bool canPause READ canPause NOTIFY changed)
    Q_PROPERTY(bool canResume READ canResume NOTIFY changed)
    Q_PROPERTY(QString requestText READ requestText NOTIFY changed)

public:
    enum class Request { None, Pause, Resume };

    EnvironmentStatus(Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::EnvironmentView &view);
    void setRequest(Request request);

    const api::EnvironmentView *view() const;
    bool known() const { return view() != nullptr; }
    QString id() const;
    QString shortId() const;
    QString baseUrl() const;
    QString keyHint() const;
    QString word() const;
    QString tone() const;
    QString symbol() const;
    int active() const;
    bool isDemo() const;
    bool canPause() const;
    bool canResume() const;
    QString requestText() const;

Q_SIGNALS:
    void changed();

private:
    Ticker *m_ticker;
    std::map<std::string, api::EnvironmentView> m_views;
    Request m_request = Request::None;
    WallTime m_requestedAt{};
};

} // namespace glovebox::models
