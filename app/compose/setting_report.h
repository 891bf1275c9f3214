// Role: the settings of a start for people to read: what each is, and where it comes from; and the hosts that are
// reached besides the control planes. Pure, apart from reading the environment and apt's sources. Invariant: no key
// is in it, only whether there is one. Call it before forgetSecrets().
#pragma once

#include "app/compose/settings.h"

#include <string>
#include <vector>

namespace glovebox::compose {

struct SettingReport {
    enum class From { Default, Variable, Flag };

    const SettingRow *row = nullptr;
    std::string value; // as it was given; the default in words
    From from = From::Default;
};

/// One for each row of settingRows(), in their order.
std::vector<SettingReport> reportSettings(const SettingTexts &texts);

struct ReachedHost {
    enum class Why { Packages, Proxy };

    std::string host;
    Why why = Why::Packages;
};

/// The mirrors of a folder like /etc/apt that a guest image is built from (none when a finished image is given), and
/// the proxy of the variables, without what may be its password.
std::vector<ReachedHost> reachedHosts(const Settings &settings, const std::string &aptFolder = "/etc/apt");

} // namespace glovebox::compose
