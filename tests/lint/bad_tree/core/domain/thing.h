#include "core/engine/engine.h"
#include "thing_helper.h"
#include <QString>
#include <QImage>
