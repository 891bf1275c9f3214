// Role: what errors of images and their imports, of templates' builds and of seedings mean, and what to do about them;
// the part of errors.h that is about what sandboxes are made of. Pure. An empty text: as everywhere.
#pragma once

#include "core/base/error.h"

#include <QString>

namespace glovebox::format {

QString imageCause(ErrorCode code);
QString imageAdvice(ErrorCode code);
QString importCause(ErrorCode code);
QString importAdvice(ErrorCode code);
QString buildCause(ErrorCode code);
QString buildAdvice(ErrorCode code);
QString seedCause(ErrorCode code);
QString seedAdvice(ErrorCode code);

} // namespace glovebox::format
