"""What keeps a parent's details private: keys, masks, drafts, forgetting, retention."""
