#include "app/panel/appearance.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QPalette>

namespace glovebox::panel {

namespace {

const QString kService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kSpace = QStringLiteral("org.freedesktop.appearance");
const QString kColorScheme = QStringLiteral("color-scheme");
const QString kContrast = QStringLiteral("contrast");
const QString kReducedMotion = QStringLiteral("reduced-motion");
// Where the portal does not know the former yet.
const QString kGnomeSpace = QStringLiteral("org.gnome.desktop.interface");
const QString kAnimations = QStringLiteral("enable-animations");

/// The portal's words: 0 no preference, 1 dark, 2 light.
constexpr uint kPreferDark = 1;
constexpr uint kPreferLight = 2;

} // namespace

Appearance::Appearance(QObject *parent)
    : QObject(parent), m_dark(QGuiApplication::palette().window().color().lightness() < 128)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
                SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    ask(kSpace, kColorScheme);
    ask(kSpace, kContrast);
    ask(kSpace, kReducedMotion);
    ask(kGnomeSpace, kAnimations);
}

void Appearance::ask(const QString &space, const QString &key)
{
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Read"));
    call << space << key;
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, key](QDBusPendingCallWatcher *done) {
        done->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (reply.isError()) // no portal: the palette's answer stands
            return;
        QVariant value = reply.value().variant();
        if (value.canConvert<QDBusVariant>()) // this call wraps its answer twice
            value = value.value<QDBusVariant>().variant();
        take(key, value);
    });
}

void Appearance::onSettingChanged(const QString &space, const QString &key, const QDBusVariant &value)
{
    if (space == kSpace || (space == kGnomeSpace && key == kAnimations))
        take(key, value.variant());
}

void Appearance::take(const QString &key, const QVariant &value)
{
    const uint number = value.toUInt();
    if (key == kColorScheme && (number == kPreferDark || number == kPreferLight))
        m_dark = number == kPreferDark;
    else if (key == kContrast)
        m_contrast = number == 1;
    else if (key == kReducedMotion)
        m_still = number == 1;
    else if (key == kAnimations)
        m_still = !value.toBool();
    Q_EMIT changed();
}

} // namespace glovebox::panel
