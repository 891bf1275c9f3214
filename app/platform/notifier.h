// Role: notifications of the desktop over D-Bus: through its portal where that has them, else its notification service,
// else nowhere. Thread: GUI. Specifications: org.freedesktop.portal.Notification, and the Desktop Notifications of
// freedesktop.org, 1.2.
// Invariants: nothing waits for an answer; texts are shown as they are, whatever marks are in them; never urgent, so
// that the desktop's own "do not disturb" holds; one notification for an id, what comes later takes its place.
#pragma once

#include <QDBusConnection>
#include <QDBusServiceWatcher>
#include <QHash>
#include <QObject>

#include <optional>
#include <vector>

class QDBusMessage;

namespace glovebox::platform {

struct NoticeButton {
    QString key;
    QString text;
};

struct DesktopNotice {
    QString id;
    QString title;
    QString text;
    std::vector<NoticeButton> buttons; // the notification itself is pressed as ""
};

class Notifier : public QObject {
    Q_OBJECT

public:
    enum class Way { Nobody, Portal, Service };

    /// `appName`, `icon`: what services show beside it.
    Notifier(QDBusConnection bus, QString appName, QString icon, QObject *parent = nullptr);
    ~Notifier() override;

    Way way() const { return m_way; }
    void show(const DesktopNotice &notice);
    void takeAway(const QString &id);

Q_SIGNALS:
    void wayChanged();
    void pressed(const QString &id, const QString &button);

private Q_SLOTS:
    void portalPressed(const QString &id, const QString &action, const QVariantList &parameter);
    void servicePressed(uint number, const QString &action);
    void serviceClosed(uint number, uint reason);

private:
    /// Of the service, which gives numbers, and only in its answer.
    struct Shown {
        uint number = 0;
        bool isAsked = false;
        bool isOver = false;
        std::optional<DesktopNotice> next; // came meanwhile
    };

    void look();
    void askService();
    void setWay(Way way);
    void showByPortal(const DesktopNotice &notice);
    void showByService(const DesktopNotice &notice);
    void answered(const QString &id, uint number);
    void closeByService(uint number);
    QString idOf(uint number) const;

    QDBusConnection m_bus;
    QString m_appName;
    QString m_icon;
    QDBusServiceWatcher m_watcher;
    Way m_way = Way::Nobody;
    int m_looks = 0; // answers to an earlier look are none
    bool m_takesButtons = false;
    bool m_readsMarks = false; // the service takes texts for markup
    QHash<QString, Shown> m_shown;
};

} // namespace glovebox::platform
