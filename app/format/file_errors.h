// Role: what errors of files in a sandbox mean when somebody looks at them or copies them, and what to do about them; a
// part of errors.h. Pure. An empty text: as everywhere.
#pragma once

#include "core/base/error.h"

#include <QString>

namespace glovebox::format {

QString fileCause(ErrorCode code);
QString fileAdvice(ErrorCode code);

} // namespace glovebox::format
