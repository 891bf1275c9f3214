// Role: our place in the desktop's tray: an org.kde.StatusNotifierItem with a menu, told to the watcher of such items.
// Thread: GUI. QSystemTrayIcon would need Qt Widgets, which nothing else here does.
// Invariants: it is on the bus only while a host shows items; when the last host goes, so does it, and there() says so.
#pragma once

#include "app/platform/menu_on_bus.h"

#include <QDBusConnection>
#include <QDBusObjectPath>
#include <QDBusServiceWatcher>
#include <QImage>

#include <vector>

namespace glovebox::platform {

/// (iiay): a picture in big-endian ARGB.
struct BusIcon {
    int width = 0;
    int height = 0;
    QByteArray bytes;
};
/// (sa(iiay)ss)
struct BusToolTip {
    QString iconName;
    QList<BusIcon> icons;
    QString title;
    QString text;
};

QDBusArgument &operator<<(QDBusArgument &out, const BusIcon &icon);
const QDBusArgument &operator>>(const QDBusArgument &in, BusIcon &icon);
QDBusArgument &operator<<(QDBusArgument &out, const BusToolTip &tip);
const QDBusArgument &operator>>(const QDBusArgument &in, BusToolTip &tip);

struct TrayLook {
    QString title;
    QString tip;
    bool needsAttention = false;
    std::vector<QImage> icons; // one for each size
};

class Tray;

class TrayItemOnBus : public QDBusAbstractAdaptor {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.StatusNotifierItem")
    Q_PROPERTY(QString Category READ category CONSTANT)
    Q_PROPERTY(QString Id READ id CONSTANT)
    Q_PROPERTY(QString Title READ title)
    Q_PROPERTY(QString Status READ status)
    Q_PROPERTY(int WindowId READ windowId CONSTANT)
    Q_PROPERTY(QString IconName READ noName CONSTANT)
    Q_PROPERTY(QList<glovebox::platform::BusIcon> IconPixmap READ icons)
    Q_PROPERTY(QString AttentionIconName READ noName CONSTANT)
    Q_PROPERTY(QList<glovebox::platform::BusIcon> AttentionIconPixmap READ icons)
    Q_PROPERTY(glovebox::platform::BusToolTip ToolTip READ toolTip)
    Q_PROPERTY(bool ItemIsMenu READ itemIsMenu CONSTANT)
    Q_PROPERTY(QDBusObjectPath Menu READ menu CONSTANT)

public:
    explicit TrayItemOnBus(Tray *tray);

    static QString category() { return QStringLiteral("ApplicationStatus"); }
    static QString id() { return QStringLiteral("glovebox"); }
    static QString noName() { return {}; }
    static int windowId() { return 0; }
    static bool itemIsMenu() { return false; }
    static QDBusObjectPath menu();
    QString title() const;
    QString status() const;
    QList<BusIcon> icons() const;
    BusToolTip toolTip() const;

public Q_SLOTS: // of the interface
    void Activate(int x, int y);
    void SecondaryActivate(int x, int y);
    void ContextMenu(int x, int y);
    void Scroll(int delta, const QString &orientation);

Q_SIGNALS:
    void NewTitle();
    void NewIcon();
    void NewAttentionIcon();
    void NewToolTip();
    void NewStatus(const QString &status);

private:
    Tray *m_tray;
};

class Tray : public QObject {
    Q_OBJECT

public:
    explicit Tray(QDBusConnection bus, QObject *parent = nullptr);
    ~Tray() override;

    bool there() const { return m_there; }
    const TrayLook &look() const { return m_look; }
    void setLook(TrayLook look);
    void setLines(std::vector<MenuLine> lines) { m_menu->setLines(std::move(lines)); }

Q_SIGNALS:
    void thereChanged();
    void activated();
    void chosen(int row);

private Q_SLOTS:
    void lookForHost();

private:
    void join();
    void leave();
    void withdraw();

    QDBusConnection m_bus;
    QDBusServiceWatcher m_watcher;
    TrayLook m_look;
    QObject m_menuObject;
    MenuOnBus *m_menu;     // of m_menuObject
    TrayItemOnBus *m_item; // of this
    int m_looks = 0;       // answers to an earlier look are none
    bool m_there = false;
};

} // namespace glovebox::platform

Q_DECLARE_METATYPE(glovebox::platform::BusIcon)
Q_DECLARE_METATYPE(glovebox::platform::BusToolTip)
