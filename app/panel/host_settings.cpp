#include "app/panel/host_settings.h"

#include "app/compose/setting_report.h"

#include <QCoreApplication>

namespace glovebox::panel {

namespace {

QString said(const char *text)
{
    return QCoreApplication::translate("Settings", text);
}

QString fromText(const compose::SettingReport &report)
{
    switch (report.from) {
    case compose::SettingReport::From::Variable:
        return said(QT_TRANSLATE_NOOP("Settings", "environment, %1")).arg(QLatin1String(report.row->variable));
    case compose::SettingReport::From::Flag:
        return said(QT_TRANSLATE_NOOP("Settings", "command line"));
    case compose::SettingReport::From::Default:
        break;
    }
    return said(QT_TRANSLATE_NOOP("Settings", "default"));
}

QString useOf(const compose::ReachedHost &host)
{
    return host.why == compose::ReachedHost::Why::Proxy
               ? said(QT_TRANSLATE_NOOP("Settings", "Proxy of this host, which the others are reached through"))
               : said(QT_TRANSLATE_NOOP("Settings", "Debian packages, when an image is built here"));
}

} // namespace

HostSettings hostSettings(const compose::SettingTexts &texts, const compose::Settings &settings)
{
    HostSettings shown;
    for (const compose::SettingReport &report : compose::reportSettings(texts)) {
        const char *name = *report.row->flag ? report.row->flag : report.row->variable;
        shown.settings.push_back({QLatin1String(name), QString::fromStdString(report.value), fromText(report),
                                  QLatin1String(report.row->meaning)});
    }
    for (const compose::ReachedHost &host : compose::reachedHosts(settings))
        shown.outbound.push_back({QString::fromStdString(host.host), useOf(host)});
    return shown;
}

} // namespace glovebox::panel
