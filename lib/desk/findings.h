#pragma once
/// What a criterion has to say of a post: the first few faults and how many there are, or a remark when there are none.
/// Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace desk {

class Findings {
  public:
    void add(std::string_view where, std::string_view what);
    /// Nobody can tell: people are told, and it refuses nothing.
    void doubt(std::string_view where, std::string_view what);
    void remark(std::string text) { remark_ = std::move(text); }

    [[nodiscard]] bool is_met() const { return count_ == 0; }
    [[nodiscard]] bool has_faults() const { return has_faults_; }
    [[nodiscard]] std::string text() const;  ///< one line

  private:
    void tell(std::string_view where, std::string_view what);

    std::vector<std::string> told_;
    std::size_t count_ = 0;
    bool has_faults_ = false;
    std::string remark_;
};

}  // namespace desk
