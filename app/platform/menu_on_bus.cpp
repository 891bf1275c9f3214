#include "app/platform/menu_on_bus.h"

#include <QDBusMetaType>
#include <QGuiApplication>

namespace glovebox::platform {

QDBusArgument &operator<<(QDBusArgument &out, const BusMenuItem &item)
{
    out.beginStructure();
    out << item.id << item.properties;
    out << item.below;
    out.endStructure();
    return out;
}

const QDBusArgument &operator>>(const QDBusArgument &in, BusMenuItem &item)
{
    in.beginStructure();
    in >> item.id >> item.properties >> item.below;
    in.endStructure();
    return in;
}

QDBusArgument &operator<<(QDBusArgument &out, const BusMenuProperties &item)
{
    out.beginStructure();
    out << item.id << item.properties;
    out.endStructure();
    return out;
}

const QDBusArgument &operator>>(const QDBusArgument &in, BusMenuProperties &item)
{
    in.beginStructure();
    in >> item.id >> item.properties;
    in.endStructure();
    return in;
}

QDBusArgument &operator<<(QDBusArgument &out, const BusMenuEvent &event)
{
    out.beginStructure();
    out << event.id << event.kind << event.data << event.at;
    out.endStructure();
    return out;
}

const QDBusArgument &operator>>(const QDBusArgument &in, BusMenuEvent &event)
{
    in.beginStructure();
    in >> event.id >> event.kind >> event.data >> event.at;
    in.endStructure();
    return in;
}

MenuOnBus::MenuOnBus(QObject *object, std::function<void(int)> chosen)
    : QDBusAbstractAdaptor(object), m_chosen(std::move(chosen))
{
    qDBusRegisterMetaType<BusMenuItem>();
    qDBusRegisterMetaType<BusMenuProperties>();
    qDBusRegisterMetaType<QList<BusMenuProperties>>();
    qDBusRegisterMetaType<BusMenuEvent>();
    qDBusRegisterMetaType<QList<BusMenuEvent>>();
    qDBusRegisterMetaType<QList<QDBusVariant>>();
    qDBusRegisterMetaType<QList<int>>();
}

void MenuOnBus::setLines(std::vector<MenuLine> lines)
{
    if (lines == m_lines)
        return;
    m_lines = std::move(lines);
    Q_EMIT LayoutUpdated(++m_revision, 0);
}

QString MenuOnBus::textDirection()
{
    return QGuiApplication::isRightToLeft() ? QStringLiteral("rtl") : QStringLiteral("ltr");
}

QVariantMap MenuOnBus::propertiesOf(int id) const
{
    if (id == 0)
        return {{QStringLiteral("children-display"), QStringLiteral("submenu")}};
    const MenuLine &line = m_lines[static_cast<std::size_t>(id - 1)];
    if (line.text.isEmpty())
        return {{QStringLiteral("type"), QStringLiteral("separator")}};
    QString label = line.text; // an underscore would mark a letter
    label.replace(QLatin1Char('_'), QLatin1String("__"));
    return {{QStringLiteral("label"), label}, {QStringLiteral("enabled"), line.enabled}};
}

uint MenuOnBus::GetLayout(int parentId, int depth, const QStringList & /*properties*/, BusMenuItem &layout)
{
    layout = {};
    if (!has(parentId))
        return m_revision;
    layout.id = parentId;
    layout.properties = propertiesOf(parentId);
    for (int id = 1; parentId == 0 && depth != 0 && has(id); ++id)
        layout.below += QDBusVariant(QVariant::fromValue(BusMenuItem{id, propertiesOf(id), {}}));
    return m_revision;
}

QList<BusMenuProperties> MenuOnBus::GetGroupProperties(const QList<int> &ids, const QStringList & /*names*/)
{
    QList<BusMenuProperties> all;
    for (const int id : ids)
        if (has(id))
            all += {id, propertiesOf(id)};
    if (ids.isEmpty()) // means all of them
        for (int id = 0; has(id); ++id)
            all += {id, propertiesOf(id)};
    return all;
}

QDBusVariant MenuOnBus::GetProperty(int id, const QString &name)
{
    const QVariant value = has(id) ? propertiesOf(id).value(name) : QVariant();
    return QDBusVariant(value.isValid() ? value : QVariant(QString()));
}

void MenuOnBus::Event(int id, const QString &kind, const QDBusVariant & /*data*/, uint /*at*/)
{
    if (id <= 0 || !has(id) || kind != QLatin1String("clicked"))
        return;
    const MenuLine &line = m_lines[static_cast<std::size_t>(id - 1)];
    if (line.enabled && !line.text.isEmpty())
        m_chosen(id - 1);
}

QList<int> MenuOnBus::EventGroup(const QList<BusMenuEvent> &events)
{
    QList<int> unknown;
    for (const BusMenuEvent &event : events) {
        if (!has(event.id))
            unknown += event.id;
        Event(event.id, event.kind, event.data, event.at);
    }
    return unknown;
}

bool MenuOnBus::AboutToShow(int /*id*/)
{
    return false;
}

QList<int> MenuOnBus::AboutToShowGroup(const QList<int> &ids, QList<int> &unknown)
{
    for (const int id : ids)
        if (!has(id))
            unknown += id;
    return {};
}

} // namespace glovebox::platform
