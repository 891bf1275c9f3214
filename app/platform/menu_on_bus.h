// Role: a flat menu on D-Bus, as trays read it: com.canonical.dbusmenu, version 3. Thread: GUI.
// Invariants: lines keep their numbers while the menu has as many; a line that cannot be chosen is not chosen, whoever
// asks.
#pragma once

#include <QDBusAbstractAdaptor>
#include <QDBusArgument>
#include <QDBusVariant>
#include <QVariantMap>

#include <functional>
#include <vector>

namespace glovebox::platform {

struct MenuLine {
    QString text; // empty: a separator
    bool enabled = true;

    friend bool operator==(const MenuLine &, const MenuLine &) = default;
};

/// (ia{sv}av): an item, what it is, and those below it.
struct BusMenuItem {
    int id = 0;
    QVariantMap properties;
    QList<QDBusVariant> below;
};
/// (ia{sv})
struct BusMenuProperties {
    int id = 0;
    QVariantMap properties;
};
/// (isvu)
struct BusMenuEvent {
    int id = 0;
    QString kind;
    QDBusVariant data;
    uint at = 0;
};

QDBusArgument &operator<<(QDBusArgument &out, const BusMenuItem &item);
const QDBusArgument &operator>>(const QDBusArgument &in, BusMenuItem &item);
QDBusArgument &operator<<(QDBusArgument &out, const BusMenuProperties &item);
const QDBusArgument &operator>>(const QDBusArgument &in, BusMenuProperties &item);
QDBusArgument &operator<<(QDBusArgument &out, const BusMenuEvent &event);
const QDBusArgument &operator>>(const QDBusArgument &in, BusMenuEvent &event);

class MenuOnBus : public QDBusAbstractAdaptor {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "com.canonical.dbusmenu")
    Q_PROPERTY(uint Version READ version CONSTANT)
    Q_PROPERTY(QString TextDirection READ textDirection CONSTANT)
    Q_PROPERTY(QString Status READ status CONSTANT)
    Q_PROPERTY(QStringList IconThemePath READ iconThemePath CONSTANT)

public:
    /// On the object that is registered at the menu's path. `chosen` takes the number of a line, from 0: a signal would
    /// go over the bus, too.
    MenuOnBus(QObject *object, std::function<void(int)> chosen);

    void setLines(std::vector<MenuLine> lines);

    static uint version() { return 3; }
    static QString textDirection();
    static QString status() { return QStringLiteral("normal"); }
    static QStringList iconThemePath() { return {}; }

public Q_SLOTS: // of the interface: its names, and its answers by reference
    uint GetLayout(int parentId, int depth, const QStringList &properties, glovebox::platform::BusMenuItem &layout);
    QList<glovebox::platform::BusMenuProperties> GetGroupProperties(const QList<int> &ids, const QStringList &names);
    QDBusVariant GetProperty(int id, const QString &name);
    void Event(int id, const QString &kind, const QDBusVariant &data, uint at);
    QList<int> EventGroup(const QList<glovebox::platform::BusMenuEvent> &events);
    static bool AboutToShow(int id); // false: it is as it was told
    QList<int> AboutToShowGroup(const QList<int> &ids, QList<int> &unknown);

Q_SIGNALS:
    void LayoutUpdated(uint revision, int parent);

private:
    bool has(int id) const { return id >= 0 && id <= static_cast<int>(m_lines.size()); }
    QVariantMap propertiesOf(int id) const;

    std::function<void(int)> m_chosen;
    std::vector<MenuLine> m_lines; // the first has the number 1; 0 is the menu itself
    uint m_revision = 1;
};

} // namespace glovebox::platform

Q_DECLARE_METATYPE(glovebox::platform::BusMenuItem)
Q_DECLARE_METATYPE(glovebox::platform::BusMenuProperties)
Q_DECLARE_METATYPE(glovebox::platform::BusMenuEvent)
