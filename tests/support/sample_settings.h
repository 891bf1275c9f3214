// Role: what the Settings page lists of a host, for tests and pictures: defaults, variables, flags, long values.
#pragma once

#include "app/models/panel_model.h"

namespace glovebox::testing {

inline void showSampleSettings(models::PanelModel &panel, const QString &folder)
{
    const auto text = [](const char *words) {
        return QString::fromLatin1(words);
    };
    std::vector<models::HostSetting> all{
        {text("--environment-id"), text("env_01HX3Zqk9fTq7w"), text("environment, ANTHROPIC_ENVIRONMENT_ID"),
         text("environment to serve")},
        {text("ANTHROPIC_ENVIRONMENT_KEY"), text("set, not shown"), text("environment, ANTHROPIC_ENVIRONMENT_KEY"),
         text("that environment's key; there is no flag, because every user of the host can read flags")},
        {text("--capacity"), text("6"), text("command line"), text("sandboxes at a time")},
        {text("--data-dir"), text("/srv/glovebox/hosts/rack-12/a-folder-with-a-long-name"), text("command line"),
         text("one folder for everything Glovebox keeps")}};
    for (const char *name : {"--vcpus", "--memory", "--disk", "--warm", "--memory-reserve", "--pause-after",
                             "--hibernate-after", "--log-level"})
        all.push_back({text(name), text("1G"), text("default"), text("of a sandbox that says nothing else")});
    panel.settings()->setHost(std::move(all));
    panel.settings()->setOutbound(
        {{text("mirror.example"), text("Debian packages, when an image is built here")},
         {text("proxy.example"), text("Proxy of this host, which the others are reached through")}});
    panel.setMemoryFile(folder + text("/panel.ini"));
}

} // namespace glovebox::testing
