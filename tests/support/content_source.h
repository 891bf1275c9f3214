// Role: a source of content that is asked in one go, as one that answers at a turn of Qt's loop. Thread: the test's.
#pragma once

#include "core/ports/guest_files.h"

#include <QTimer>

#include <memory>
#include <utility>

namespace testsupport {

inline glovebox::ports::ContentSource later(std::function<glovebox::Result<std::string>(std::size_t max)> next)
{
    return [next = std::move(next)](std::size_t max, glovebox::Callback<std::string> done) {
        auto wanted = std::make_shared<glovebox::Callback<std::string>>(std::move(done));
        QTimer::singleShot(0, [next, max, wanted] {
            if (!*wanted)
                return;
            auto piece = next(max); // which may let go of us
            if (const auto tell = std::exchange(*wanted, nullptr))
                tell(std::move(piece));
        });
        return glovebox::Call([wanted] { *wanted = nullptr; });
    };
}

} // namespace testsupport
