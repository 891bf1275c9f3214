// Role: a folder that nobody wrote into the table.
#pragma once

#include "core/base/id.h"
