// Role: what errors of images and of templates' builds mean, and what to do about them; the part of errors.h that is
// about what sandboxes are made of. Pure. An empty text: as everywhere.
#pragma once

#include "core/base/error.h"

#include <QString>

namespace glovebox::format {

QString imageCause(ErrorCode code);
QString imageAdvice(ErrorCode code);
QString buildCause(ErrorCode code);
QString buildAdvice(ErrorCode code);

} // namespace glovebox::format
