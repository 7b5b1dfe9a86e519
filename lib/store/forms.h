#pragma once
/// Who was asked to fill in a form, and what came back: rows and port.  Pure.

#include "store/rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace store {

enum class ReturnState : unsigned char {
    review,      ///< waits for a person's yes
    accepted,    ///< its rows feed the register
    late,        ///< accepted, though it came after the closing date
    held,        ///< waits for a person who reads what we could not
    superseded,  ///< a later one took its place
    rejected,    ///< a person did not take it
};
[[nodiscard]] std::string_view name_of(ReturnState state);

/// Tokens of purpose form_return speak of these: one for each member who is asked, and one for each return that may
/// be corrected.
struct Asking {
    Id id = 0;
    std::string form;  ///< id
    std::string list;  ///< name
    Id contact = 0;
    std::string email;  ///< of the contact
    std::string name;
    std::string country;
    std::string language;
    std::string category;  ///< one of the contact's on that list; empty: it is not on it any more
    Id corrects = 0;       ///< the return whose place an answer takes; 0: it is the member's own answer
    base::Time asked_at;
    std::optional<base::Time> reminded_at;
};

/// An active member who was not asked yet.
struct Unasked {
    Id contact = 0;
    std::string country;
};

struct NewReturn {
    std::string form;
    Id asking = 0;
    Id message = 0;    ///< 0: it came by the page
    std::string from;  ///< mailbox; empty: the page
    base::Time received_at;
    ReturnState state = ReturnState::review;
    bool is_late = false;
    bool has_doubts = false;
    std::string content;  ///< JSON: form/return_document.h
};

struct FormReturn : NewReturn {
    Id id = 0;
    std::string member;  ///< mailbox of who was asked; empty: forgotten
};

class Forms {
  public:
    virtual ~Forms() = default;

    /// 0 when that contact was asked before (or there is an address for corrections of that return).
    virtual Id add_asking(std::string_view form, std::string_view list, Id contact, base::Time now) = 0;
    /// The one by which that return is corrected, made when there is none.
    virtual Id correction_of(Id form_return, base::Time now) = 0;
    /// Active members of those categories (empty: all), each contact once, in the order of their ids behind `after`.
    virtual std::vector<Unasked> unasked(std::string_view form, std::string_view list,
                                         const std::vector<std::string>& categories, Id after,
                                         std::size_t rows_max) = 0;
    virtual std::optional<Asking> find_asking(Id asking) = 0;
    virtual std::vector<Asking> askings(std::string_view form) = 0;  ///< of members, not of corrections
    virtual void set_reminded(Id asking, base::Time now) = 0;

    virtual Id add_return(const NewReturn& form_return) = 0;
    virtual std::optional<FormReturn> find_return(Id form_return) = 0;
    virtual std::optional<FormReturn> find_return_of(Id message) = 0;    ///< the one that it brought
    virtual std::vector<FormReturn> returns(std::string_view form) = 0;  ///< oldest first
    /// Of the same contact as the asking; oldest first.
    virtual std::vector<FormReturn> returns_of(std::string_view form, Id contact) = 0;
    virtual void set_state(Id form_return, ReturnState state) = 0;
    virtual void set_content(Id form_return, std::string_view content, bool has_doubts) = 0;
};

}  // namespace store
