// Role: a note with one thing that can be done about it: take back what was done, look at what changed. A value.
#pragma once

#include <QString>

#include <functional>

namespace glovebox::models {

struct Offer {
    QString text;
    QString verb; // "Undo", "Review"
    std::function<void()> act;
    bool isProblem = false;
};

} // namespace glovebox::models
