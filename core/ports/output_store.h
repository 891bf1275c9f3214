// Role: interim
#pragma once
namespace glovebox::ports { class OutputStore { public: virtual ~OutputStore() = default; }; }
