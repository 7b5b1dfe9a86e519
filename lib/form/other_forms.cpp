#include "form/other_forms.h"

#include "form/names.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <variant>

namespace form {

namespace {

/// One form's texts around its questions.
class Texts {
  public:
    explicit Texts(const config::Form& form) : form_(form), names_(form)
    {
        for (const config::Wording& title : form.titles) titles_.insert(plain_name(title.text));
    }

    [[nodiscard]] const config::Form& form() const { return form_; }

    /// A title, or a line that is too long to stand there by chance.
    [[nodiscard]] bool have(const std::string& plain) const
    {
        constexpr std::size_t octets_min = 40;
        return titles_.contains(plain) || (plain.size() >= octets_min && names_.is_own_prose(plain));
    }

  private:
    const config::Form& form_;
    Names names_;
    std::set<std::string> titles_;
};

class Separator {
  public:
    Separator(const config::Form& form, const std::vector<config::Form>& all) : own_(form)
    {
        for (const config::Form& each : all) {
            if (each.id != form.id) others_.emplace_back(each);
        }
    }

    void separate(Part& part)
    {
        const config::Form* other = nullptr;
        std::vector<document::Block> kept;
        for (document::Block& block : part.document.blocks) {
            look_at(block, other);
            if (other == nullptr)
                kept.push_back(std::move(block));
            else
                note(part, *other);
        }
        part.document.blocks = std::move(kept);
    }

  private:
    /// `other`: the form that the block belongs to; null: ours, as all before the first title.
    void look_at(const document::Block& block, const config::Form*& other) const
    {
        constexpr std::size_t title_rows_max = 3;
        if (const auto* line = std::get_if<document::Line>(&block)) look_at(line->text, other);
        const auto* table = std::get_if<document::Table>(&block);
        for (std::size_t r = 0; table != nullptr && r < std::min(table->rows.size(), title_rows_max); ++r) {
            if (!table->rows[r].empty()) look_at(table->rows[r].front().text, other);
        }
    }

    void look_at(const std::string& text, const config::Form*& other) const
    {
        const std::string plain = plain_name(text);
        const auto found = std::ranges::find_if(others_, [&](const Texts& texts) { return texts.have(plain); });
        const bool is_theirs = found != others_.end();
        if (is_theirs != own_.have(plain)) other = is_theirs ? &found->form() : nullptr;  // else all forms say it
    }

    static void note(Part& part, const config::Form& other)
    {
        const std::string& title = config::in_language(other.titles, "en");
        if (std::ranges::count(part.other_forms, title) == 0) part.other_forms.push_back(title);
    }

    Texts own_;
    std::vector<Texts> others_;
};

}  // namespace

void leave_out_other_forms(std::vector<Part>& parts, const config::Form& form, const std::vector<config::Form>& all)
{
    Separator separator(form, all);
    for (Part& part : parts) separator.separate(part);
}

}  // namespace form
