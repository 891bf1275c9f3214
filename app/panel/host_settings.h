// Role: the settings of this start, and whom the program reaches with them, in the words of the Settings page. Pure,
// but for what compose/setting_report.h reads. Call it before forgetSecrets().
#pragma once

#include "app/compose/settings.h"
#include "app/models/panel_settings.h"

#include <vector>

namespace glovebox::panel {

struct HostSettings {
    std::vector<models::HostSetting> settings;
    std::vector<models::OutboundHost> outbound;
};

HostSettings hostSettings(const compose::SettingTexts &texts, const compose::Settings &settings);

} // namespace glovebox::panel
