// Role: the signs of Unicode's "Box Drawing" and "Block Elements" as rectangles of a cell, so that frames of
// full-screen programs meet at every size. Pure. Thread: any.
#pragma once

#include <QList>
#include <QRectF>
#include <QSizeF>

#include <optional>

namespace glovebox::models {

struct BoxParts {
    QList<QRectF> rectangles;
    qreal opacity = 1;
};

/// `thin`: a light line; `pixel`: of the device, in the cell's measure. Nothing: the font draws it.
std::optional<BoxParts> boxParts(char32_t letter, QSizeF cell, qreal thin, qreal pixel);

} // namespace glovebox::models
