#include "app/compose/setting_report.h"

#include "core/images/apt_sources.h"

#include <QUrl>

#include <algorithm>
#include <cstdlib>

namespace glovebox::compose {

namespace {

std::string variable(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : std::string();
}

void addOnce(std::vector<ReachedHost> &hosts, const std::string &url, ReachedHost::Why why)
{
    const QUrl parsed(QString::fromStdString(url));
    const std::string host = parsed.host().toStdString();
    const bool isThere = std::ranges::any_of(hosts, [&](const ReachedHost &one) { return one.host == host; });
    if (!host.empty() && !isThere)
        hosts.push_back({host, why});
}

} // namespace

std::vector<SettingReport> reportSettings(const SettingTexts &texts)
{
    std::vector<SettingReport> all;
    for (const SettingRow &row : settingRows()) {
        const std::string outside = variable(row.variable);
        SettingReport report{&row, row.usual, SettingReport::From::Default};
        if (!row.text && !outside.empty()) { // a key
            report = {&row, "set, not shown", SettingReport::From::Variable};
        } else if (row.text && !(texts.*row.text).empty()) {
            const bool isOutside = texts.*row.text == outside;
            report = {&row, texts.*row.text, isOutside ? SettingReport::From::Variable : SettingReport::From::Flag};
        }
        all.push_back(std::move(report));
    }
    return all;
}

std::vector<ReachedHost> reachedHosts(const Settings &settings, const std::string &aptFolder)
{
    std::vector<ReachedHost> hosts;
    if (settings.imageDir.empty())
        for (const images::AptSource &source : images::readAptSources(aptFolder))
            addOnce(hosts, source.uri, ReachedHost::Why::Packages);
    for (const char *name : {"https_proxy", "HTTPS_PROXY", "http_proxy"})
        addOnce(hosts, variable(name), ReachedHost::Why::Proxy);
    return hosts;
}

} // namespace glovebox::compose
